"""What Click's books say of a payment, for whoever compares them with the merchant's."""

from dataclasses import dataclass

from adapters.sandbox.click.books import Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One payment; amounts in tiyin.

    Attributes:
        paid: what the payer was charged.
        reversed: how much of it went back.
        kept: what the payer is charged in the end: `paid` less `reversed`.
        receipts: how often a tax receipt was submitted.
    """

    payment_id: int
    click_trans_id: int
    click_paydoc_id: int
    service_id: str
    merchant_trans_id: str
    payment_status: int
    paid: int
    reversed: int
    kept: int
    receipts: int
    qr_code_url: str


def statement_of(payment: Payment) -> Statement:
    """The books' word on a payment."""
    return Statement(
        payment_id=payment.payment_id,
        click_trans_id=payment.numbers.trans_id,
        click_paydoc_id=payment.numbers.paydoc_id,
        service_id=payment.service_id,
        merchant_trans_id=payment.reference,
        payment_status=int(payment.status),
        paid=payment.amount if payment.was_debited else 0,
        reversed=payment.reversed,
        kept=payment.left,
        receipts=payment.receipts,
        qr_code_url=payment.qr_code_url,
    )
