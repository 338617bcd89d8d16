"""Tax receipts as the Merchant API answers about them (Click protocol, section 7); amounts in tiyin."""

from collections.abc import Mapping

from adapters.sandbox.click.api import Data, PaymentsApi
from adapters.sandbox.click.books import Payment, PaymentStatus
from adapters.sandbox.click.fields import Body, integer, text
from adapters.sandbox.click.refusals import not_found, not_possible, wrong
from adapters.sandbox.merchants import Merchant

_TENDERS = ("received_ecash", "received_cash", "received_card")
_TEXTS = {"Name": 63, "SPIC": 17, "PackageCode": 20}
_NUMBERS = ("Price", "Amount", "VAT", "VATPercent")


class ReceiptsApi:
    """Answers a merchant who is known."""

    def __init__(self, payments: PaymentsApi) -> None:
        self._payments = payments

    def submit_items(self, merchant: Merchant, body: Body) -> Data:
        """`POST payment/ofd_data/submit_items`. Nothing says what a second one does, so here it makes a second one."""
        payment = self._paid(merchant, body)
        lines = _lines(body)
        if sum(integer(body, tender) for tender in _TENDERS) != payment.amount:
            raise wrong("received_card")
        payment.receipts += 1
        payment.receipt_lines = lines
        payment.qr_code_url = f"https://ofd.soliq.uz/check?t={payment.payment_id}&r={payment.receipts}"
        return {}

    def submit_qrcode(self, merchant: Merchant, body: Body) -> Data:
        """`POST payment/ofd_data/submit_qrcode`: the receipt was issued elsewhere."""
        payment = self._paid(merchant, body)
        payment.qr_code_url = text(body, "qrcode")
        return {}

    def read(self, merchant: Merchant, payment_id: int) -> Data:
        """`GET payment/ofd_data`."""
        payment = self._payments.payment(merchant, payment_id)
        if not payment.qr_code_url:
            raise not_found("Receipt")
        return {"paymentId": payment.payment_id, "qrCodeURL": payment.qr_code_url}

    def _paid(self, merchant: Merchant, body: Body) -> Payment:
        payment = self._payments.payment(merchant, integer(body, "payment_id"))
        if payment.status is not PaymentStatus.PAID:
            raise not_possible("The payment is not completed")
        return payment


def _lines(body: Body) -> list[Mapping[str, object]]:
    lines = body.get("items")
    if not isinstance(lines, list) or not lines:
        raise wrong("items")
    for line in lines:
        if not isinstance(line, dict):
            raise wrong("items")
        for name, longest in _TEXTS.items():
            if len(text(line, name)) > longest:
                raise wrong(name)
        for name in _NUMBERS:
            if integer(line, name) < 0:
                raise wrong(name)
        seller = line.get("CommissionInfo")
        if not isinstance(seller, dict) or len(seller.keys() & {"TIN", "PINFL"}) != 1:
            raise wrong("CommissionInfo")
    return lines
