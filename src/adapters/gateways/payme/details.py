"""What an attempt tells about the payment, for its details: Payme's ledger row, and the register it came through."""

from dataclasses import replace

from adapters.gateways.payme import ledger
from adapters.gateways.payme.settings import PaymeSettings
from billing.domain.attempt import Attempt, FiscalKind
from billing.domain.details.codec import Details
from billing.domain.details.payme import PaymeDetails
from billing.domain.details.update import DetailsUpdate

_KINDS = {FiscalKind.SALE: "PERFORM", FiscalKind.RETURN: "CANCEL"}


def details_of_attempt(known: Details | None, attempt: Attempt) -> Details:
    """The details as the attempt stands now: what the link said stays, the ledger row is renewed."""
    before = known if isinstance(known, PaymeDetails) else PaymeDetails()
    account = attempt.announcement.account or {}
    return replace(
        before,
        id=attempt.external_id,
        transaction=ledger.transaction(attempt),
        state=int(ledger.state(attempt)),
        time=ledger.told_time(attempt),
        created_time=ledger.create_time(attempt),
        perform_time=ledger.perform_time(attempt),
        cancel_time=ledger.cancel_time(attempt),
        account=dict(account),
        receivers=ledger.receivers(attempt) or before.receivers,
        reason=ledger.reason(attempt),
        fiscal={_KINDS[kind]: dict(words) for kind, words in attempt.fiscal_receipts.items()} or before.fiscal,
    )


def details_update(settings: PaymeSettings) -> DetailsUpdate:
    """The same, and whose register it is: a payer's own top-up has no link that said so."""

    def update(known: Details | None, attempt: Attempt) -> Details:
        told = details_of_attempt(known, attempt)
        return replace(told, merchant_id=settings.merchant_id) if isinstance(told, PaymeDetails) else told

    return update
