"""Payments and invoices as the Merchant API answers about them (Click protocol, sections 5.3 to 5.7)."""

from collections.abc import Mapping
from datetime import date, datetime

from adapters.sandbox.click.books import TASHKENT, Books, Invoice, Payment, PaymentStatus
from adapters.sandbox.click.fields import Body, soums, soums_of, text
from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.numbers import ClickNumbers
from adapters.sandbox.click.refusals import not_found, not_possible, wrong
from adapters.sandbox.merchants import Merchant
from shared_kernel.clock import Clock

Data = Mapping[str, object]

_PHONE_DIGITS = 12


class PaymentsApi:
    """Answers a merchant who is known."""

    def __init__(self, *, books: Books, numbers: ClickNumbers, clock: Clock) -> None:
        self._books = books
        self._numbers = numbers
        self._clock = clock

    def create_invoice(self, merchant: Merchant, body: Body) -> Data:
        """`POST invoice/create`: ask a payer for money on the phone."""
        amount, phone = soums(body, "amount"), text(body, "phone_number")
        if not (phone.isdecimal() and phone.startswith("998") and len(phone) == _PHONE_DIGITS):
            raise wrong("phone_number")
        link = PayableLink(
            service_id=merchant.service_id,
            amount=str(amount.to_decimal()),
            money=amount,
            reference=text(body, "merchant_trans_id"),
            return_url="",
        )
        invoice = Invoice(invoice_id=self._numbers.next().paydoc_id, phone=phone, link=link)
        self._books.add_invoice(invoice)
        return {"invoice_id": invoice.invoice_id}

    def invoice_status(self, merchant: Merchant, invoice_id: int) -> Data:
        """`GET invoice/status`."""
        invoice = self._books.invoice(invoice_id)
        if invoice is None or invoice.link.service_id != merchant.service_id:
            raise not_found("Invoice")
        return {"invoice_status": int(invoice.status), "invoice_status_note": invoice.status.name.lower()}

    def status(self, merchant: Merchant, payment_id: int) -> Data:
        """`GET payment/status`."""
        return _told(self.payment(merchant, payment_id))

    def status_by_mti(self, merchant: Merchant, reference: str, day: str) -> Data:
        """`GET payment/status_by_mti`: a payment of this order that was made on this day."""
        try:
            wanted = date.fromisoformat(day)
        except ValueError as error:
            raise wrong("date") from error
        payment = self._books.newest(service_id=merchant.service_id, reference=reference, day=wanted)
        if payment is None:
            raise not_found("Payment")
        return {**_told(payment), "merchant_trans_id": payment.reference}

    def reverse(self, merchant: Merchant, payment_id: int) -> Data:
        """`DELETE payment/reversal`: all of it, within the conditions of section 5.6."""
        payment = self._reversible(merchant, payment_id)
        if payment.reversed:
            raise not_possible("A part was reversed before")
        payment.give_back(payment.left)
        return {"payment_id": payment.payment_id}

    def reverse_partly(self, merchant: Merchant, payment_id: int, amount: str) -> Data:
        """`DELETE payment/partial_reversal`."""
        payment = self._reversible(merchant, payment_id)
        part = soums_of(amount, "amount").minor_units
        if part > payment.left:
            raise not_possible("More than is left")
        payment.give_back(part)
        return {"payment_id": payment.payment_id}

    def payment(self, merchant: Merchant, payment_id: int) -> Payment:
        """A payment of the merchant's service."""
        payment = self._books.payment(payment_id)
        if payment is None or payment.service_id != merchant.service_id:
            raise not_found("Payment")
        return payment

    def _reversible(self, merchant: Merchant, payment_id: int) -> Payment:
        payment = self.payment(merchant, payment_id)
        if payment.status is not PaymentStatus.PAID:
            raise not_possible("The payment is not completed")
        if not payment.by_card:
            raise not_possible("Only payments by card can be reversed")
        if not _is_of_this_month(payment.created_at, now=self._clock.now()):
            raise not_possible("The reporting month is closed")
        return payment


def _is_of_this_month(made: datetime, *, now: datetime) -> bool:
    """Whether the reporting month is open: this one, or on its first day also the last one."""
    made, now = made.astimezone(TASHKENT), now.astimezone(TASHKENT)
    months = (now.year - made.year) * 12 + now.month - made.month
    return months == 0 or (months == 1 and now.day == 1)


def _told(payment: Payment) -> Data:
    return {"payment_id": payment.payment_id, "payment_status": int(payment.status)}
