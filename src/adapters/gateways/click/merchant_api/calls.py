"""The calls of the Merchant API (Click protocol, sections 5.3 to 5.8 and 7), each under Click's own name.

Amounts are soums with their decimals, except those of tax receipts, which are tiyin.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from adapters.gateways.click.merchant_api.answers import (
    CardToken,
    InvoiceAnswer,
    PaymentAnswer,
    card_token_of,
    invoice_id_of,
    invoice_of,
    payment_of,
    text,
)
from adapters.gateways.click.merchant_api.connection import MerchantConnection
from adapters.gateways.click.settings import ClickSettings
from billing.domain.errors import UnknownOutcomeError
from shared_kernel.money import Money

Item = Mapping[str, object]


class MerchantApi:
    """What can be asked of Click; each call raises what `MerchantConnection` says."""

    def __init__(self, connection: MerchantConnection) -> None:
        self._click = connection

    async def create_invoice(self, *, settings: ClickSettings, phone: str, amount: Money, reference: str) -> int:
        """Send an invoice to the payer's phone; its id."""
        body = {
            "service_id": settings.service_id,
            "amount": amount.to_decimal(),
            "phone_number": phone,
            "merchant_trans_id": reference,
        }
        invoice_id = invoice_id_of(await self._click.post("invoice", "create", settings=settings, body=body))
        if invoice_id is None:
            raise UnknownOutcomeError("Click made an invoice without telling its number.")
        return invoice_id

    async def invoice_status(self, *, settings: ClickSettings, invoice_id: int) -> InvoiceAnswer:
        """How an invoice stands."""
        return invoice_of(
            await self._click.read("invoice", "status", settings.service_id, invoice_id, settings=settings)
        )

    async def payment_status(self, *, settings: ClickSettings, payment_id: int) -> PaymentAnswer:
        """How a payment stands."""
        return payment_of(
            await self._click.read("payment", "status", settings.service_id, payment_id, settings=settings)
        )

    async def payment_status_by_mti(self, *, settings: ClickSettings, reference: str, day: date) -> PaymentAnswer:
        """The payment of an order on the day it was made, in Tashkent's calendar."""
        return payment_of(
            await self._click.read(
                "payment", "status_by_mti", settings.service_id, reference, day.isoformat(), settings=settings
            )
        )

    async def reverse(self, *, settings: ClickSettings, payment_id: int) -> None:
        """Send the whole payment back."""
        await self._click.delete("payment", "reversal", settings.service_id, payment_id, settings=settings)

    async def reverse_partly(self, *, settings: ClickSettings, payment_id: int, amount: Money) -> None:
        """Send a part of a payment back; not in Click's present documentation (section 5.7)."""
        parts = ("payment", "partial_reversal", settings.service_id, payment_id, str(amount.to_decimal()))
        await self._click.delete(*parts, settings=settings)

    async def request_card_token(
        self, *, settings: ClickSettings, card_number: str, expires: str, temporary: bool
    ) -> CardToken:
        """A token for a card (`expires` as MMYY), of which Click asks the owner by a text message."""
        body = {
            "service_id": settings.service_id,
            "card_number": card_number,
            "expire_date": expires,
            "temporary": int(temporary),
        }
        return card_token_of(await self._click.post("card_token", "request", settings=settings, body=body))

    async def verify_card_token(self, *, settings: ClickSettings, card_token: str, sms_code: int) -> str:
        """Confirm a token with the code of the message; the masked card number."""
        body = {"service_id": settings.service_id, "card_token": card_token, "sms_code": sms_code}
        return text(await self._click.post("card_token", "verify", settings=settings, body=body), "card_number")

    async def pay_with_card_token(
        self, *, settings: ClickSettings, card_token: str, amount: Money, reference: str
    ) -> PaymentAnswer:
        """Debit the card of a token; Click asks us by Prepare and Complete meanwhile, as for any payment."""
        body = {
            "service_id": settings.service_id,
            "card_token": card_token,
            "amount": amount.to_decimal(),
            "transaction_parameter": reference,
        }
        return payment_of(await self._click.post("card_token", "payment", settings=settings, body=body))

    async def delete_card_token(self, *, settings: ClickSettings, card_token: str) -> None:
        """Forget a card."""
        await self._click.delete("card_token", settings.service_id, card_token, settings=settings)

    async def submit_items(
        self, *, settings: ClickSettings, payment_id: int, items: Sequence[Item], card: Money
    ) -> None:
        """Have the tax receipt of a payment issued that was paid by card."""
        body = {
            "service_id": settings.service_id,
            "payment_id": payment_id,
            "items": items,
            "received_ecash": 0,
            "received_cash": 0,
            "received_card": card.minor_units,
        }
        await self._click.post("payment", "ofd_data", "submit_items", settings=settings, body=body)

    async def submit_qrcode(self, *, settings: ClickSettings, payment_id: int, url: str) -> None:
        """Tell the address of a tax receipt that was issued elsewhere."""
        body = {"service_id": settings.service_id, "payment_id": payment_id, "qrcode": url}
        await self._click.post("payment", "ofd_data", "submit_qrcode", settings=settings, body=body)

    async def receipt(self, *, settings: ClickSettings, payment_id: int) -> str:
        """The address of a payment's tax receipt; empty when it has none."""
        parts = ("payment", "ofd_data", settings.service_id, payment_id)
        return text(await self._click.read(*parts, settings=settings, explicit=False), "qrCodeURL")
