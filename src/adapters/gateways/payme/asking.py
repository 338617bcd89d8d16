"""Payme asks whether a payment may happen, and announces one (Payme protocol, sections 4.3 and 4.4)."""

from collections.abc import Mapping

from adapters.gateways.payme import ledger, params, wishes
from adapters.gateways.payme.answers import Code
from adapters.gateways.payme.conversation import Conversation
from adapters.gateways.payme.errors import PaymeRefusalError
from billing.domain.announcement import Announcement
from billing.domain.attempt import Attempt
from billing.domain.transaction import Transaction


async def check_perform(conversation: Conversation, given: params.Params) -> Mapping[str, object]:
    """Whether the account could be paid now; nothing changes."""
    amount = params.amount(given)
    account = params.account(given, fields=conversation.settings.account_fields)
    order = await conversation.attempts.check_attempt(
        tenant_id=conversation.configuration.tenant_id,
        gateway=conversation.configuration.gateway,
        # "197" and 197 are one order to us; what is echoed is what was received.
        reference=str(account[conversation.settings.account_field]),
        amount=amount,
        rules=conversation.rules,
        configuration=conversation.configuration,
    )
    return {"allow": True, **({} if order is None else _shown(order))}


async def create(conversation: Conversation, given: params.Params) -> Mapping[str, object]:
    """Announce a transaction; the same id again hears the same again."""
    external_id, began_at, amount = params.transaction_id(given), params.began_at(given), params.amount(given)
    account = params.account(given, fields=conversation.settings.account_fields)
    reference = str(account[conversation.settings.account_field])
    attempt = await conversation.attempts.prepare(
        tenant_id=conversation.configuration.tenant_id,
        gateway=conversation.configuration.gateway,
        endpoint=conversation.configuration.endpoint,
        external_id=external_id,
        reference=reference,
        amount=amount,
        rules=conversation.rules,
        details=conversation.details,
        announcement=Announcement(told_at=began_at, expires_at=began_at + ledger.LIFETIME, account=account),
        receivers=wishes.receivers,
        configuration=conversation.configuration,
    )
    told = (attempt.reference, attempt.amount, attempt.announcement.told_at)
    if told != (reference, amount, began_at):
        raise PaymeRefusalError(Code.IMPOSSIBLE_NOW)
    return _created(attempt)


def _created(attempt: Attempt) -> Mapping[str, object]:
    shared = ledger.receivers(attempt)
    return {
        "create_time": ledger.create_time(attempt),
        "transaction": ledger.transaction(attempt),
        "state": int(ledger.state(attempt)),
        **({"receivers": shared} if shared else {}),
    }


def _shown(order: Transaction) -> Mapping[str, object]:
    wanted = {"additional": wishes.additional(order), "detail": wishes.fiscal_detail(order)}
    return {name: value for name, value in wanted.items() if value is not None}
