"""What Octo's books say of a payment, for whoever compares them with the merchant's."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.octo.payment import OctoPayment, OctoStatus
from adapters.sandbox.octo.refund import RefundStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One payment; amounts in minor units.

    Attributes:
        total: what the merchant asked for.
        held: what waits for the merchant's decision.
        captured: what the payer was charged; the part of a hold that was released is none of it.
        refunded: what of it went back.
        refund_pending: what is on its way back.
        kept: what the payer is charged in the end: `captured` less `refunded`.
        refunds: status by `shop_refund_id`.
    """

    shop_transaction_id: str
    octo_payment_uuid: str
    status: OctoStatus
    test: bool
    currency: str
    total: int
    held: int
    captured: int
    refunded: int
    refund_pending: int
    kept: int
    refunds: Mapping[str, RefundStatus]


def statement_of(payment: OctoPayment) -> Statement:
    """The books' word on a payment."""
    return Statement(
        shop_transaction_id=payment.terms.reference,
        octo_payment_uuid=payment.uuid,
        status=payment.status,
        test=payment.terms.test,
        currency=payment.terms.currency,
        total=payment.terms.total,
        held=payment.terms.total if payment.status is OctoStatus.WAITING_FOR_CAPTURE else 0,
        captured=payment.captured,
        refunded=payment.refunded,
        refund_pending=payment.refund_pending,
        kept=payment.captured - payment.refunded,
        refunds={key: refund.status for key, refund in payment.refunds.items()},
    )
