"""How a payment stands at Click, by the Merchant API: what is known when a callback got lost.

Complete stays what settles a payment. But a payment that Click's own books call paid (status 2) has been paid, whatever
became of Complete (protocol, sections 1 and 5.5): so it settles the very try that Complete would have settled, under
the same lock, and whichever of the two comes second finds it paid.
"""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from adapters.gateways.click.details import details_of
from adapters.gateways.click.finding import Finding
from adapters.gateways.click.merchant_api.answers import PAID, PaymentAnswer
from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.merchant_api.errors import StrangerError
from adapters.gateways.click.settings import ClickSettings
from adapters.gateways.click.tries import Try
from billing.domain.attempt import Attempt
from billing.domain.details.codec import Details
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError
from billing.domain.failure import Failure
from billing.domain.observation import DetailsChange, Observation, PaidAttempt, Standing
from billing.domain.transaction import Transaction

INVOICE_REJECTED = -99

Found = Sequence[tuple[PaymentAnswer, Try | None]]

_log = structlog.get_logger(__name__)


async def look_up(*, api: MerchantApi, settings: ClickSettings, transaction: Transaction) -> Observation:
    """How the payment stands; WAITING for everything that may still be paid, a failed try included.

    Of a payment that was settled it tells whether the money is still there.

    Raises:
        GatewayUnavailableError: Click could not be asked now, be it that it does not know our API user.
    """
    try:
        if transaction.captured_amount.minor_units:
            return await _settled(api, settings, transaction)
        return await _open(api, settings, transaction)
    except GatewayRefusedError as refused:
        # To be asked again: a repaired setting must not find its payments forgotten.
        raise GatewayUnavailableError(refused.message) from refused


def learned(answer: PaymentAnswer) -> DetailsChange:
    """What a payment's status adds to its details."""

    def change(known: Details | None) -> Details:
        return replace(details_of(known), payment_id=answer.payment_id, payment_status=answer.status)

    return change


async def _settled(api: MerchantApi, settings: ClickSettings, transaction: Transaction) -> Observation:
    finding = Finding(api=api, settings=settings, transaction=transaction)
    payment, others = await finding.settled(), await finding.unsettled()
    told = Observation(
        standing=Standing.WAITING,
        details=learned(payment),
        paid_attempts=_paid(others, wants_receipt=False),
        ended_attempts=_ended(others),
    )
    if payment.status is None or 0 <= payment.status < PAID:
        return told
    # It was debited once, so an error now means that all of it was sent back; parts Click does not tell.
    refunded = transaction.captured_amount if payment.status < 0 else None
    return replace(told, standing=Standing.PAID, refunded=refunded)


async def _open(api: MerchantApi, settings: ClickSettings, transaction: Transaction) -> Observation:
    found = await Finding(api=api, settings=settings, transaction=transaction).unsettled()
    ended = _ended(found)
    if paid := _paid(found, wants_receipt=settings.fiscal is not None):
        return Observation(standing=Standing.PAID, paid_attempts=paid, ended_attempts=ended)
    if any(answer.status == PAID for answer, _ in found):
        _log.warning("click.paid_by_an_unknown_try", transaction_id=str(transaction.id))
    if invoice_id := details_of(transaction.details).invoice_id:
        return replace(await _invoice(api, settings, invoice_id), ended_attempts=ended)
    # What is told of an earlier try would be taken for the present one's.
    present = details_of(transaction.details).pay_doc_id
    newest = next((answer for answer, owner in found if owner is not None and owner.pay_doc_id == present), None)
    details = None if newest is None else learned(newest)
    return Observation(standing=Standing.WAITING, details=details, ended_attempts=ended)


def _paid(found: Found, *, wants_receipt: bool) -> tuple[PaidAttempt, ...]:
    return tuple(
        _paid_by(answer, owner, wants_receipt=wants_receipt)
        for answer, owner in found
        if owner is not None and answer.status == PAID
    )


def _ended(found: Found) -> frozenset[str]:
    return frozenset(
        owner.trans_id
        for answer, owner in found
        if owner is not None and answer.status is not None and answer.status < 0
    )


def _paid_by(answer: PaymentAnswer, owner: Try, *, wants_receipt: bool) -> PaidAttempt:
    def settled(known: Details | None, attempt: Attempt) -> Details:
        return replace(
            details_of(known),
            merchant_prepare_id=attempt.number,
            merchant_confirm_id=attempt.number,
            pay_doc_id=owner.pay_doc_id,
            payment_id=answer.payment_id,
            payment_status=answer.status,
        )

    return PaidAttempt(external_id=owner.trans_id, details=settled, wants_receipt=wants_receipt)


async def _invoice(api: MerchantApi, settings: ClickSettings, invoice_id: int) -> Observation:
    """How the invoice stands of a payment that is not paid yet; that it was paid, its payment tells."""
    try:
        invoice = await api.invoice_status(settings=settings, invoice_id=invoice_id)
    except StrangerError:
        raise
    except GatewayRefusedError:
        return Observation(standing=Standing.WAITING)

    def change(known: Details | None) -> Details:
        return replace(details_of(known), invoice_status=invoice.status)

    if invoice.status != INVOICE_REJECTED:
        return Observation(standing=Standing.WAITING, details=change)
    failure = Failure(reason="INVOICE_REJECTED", message=invoice.note or "The payer rejected the invoice.")
    return Observation(standing=Standing.CANCELED, failure=failure, details=change)
