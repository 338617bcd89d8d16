"""Opens a payment: a link that needs no call, an invoice on the payer's phone, or a debit of a card known by its token.

Whichever it is, Click asks us by Prepare and Complete, and only they settle it (Click protocol, section 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.gateways.click.details import details_of
from adapters.gateways.click.finding import Finding
from adapters.gateways.click.link import link_parameters, payment_link
from adapters.gateways.click.looking import learned
from adapters.gateways.click.merchant_api.answers import PaymentAnswer
from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.settings import ClickSettings
from adapters.gateways.click.tries import day_of
from billing.domain.details.click import ClickDetails
from billing.domain.details.codec import Details
from billing.domain.provider_call import ProviderCall
from billing.domain.status import LIVE
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink

# What a caller writes into a payment's metadata to have it opened in another way than by a link.
PHONE = "click.phone"
CARD_TOKEN = "click.card_token"  # noqa: S105 - a name


def needs_network(metadata: Mapping[str, str]) -> bool:
    """Whether a payment with this metadata is opened by a call."""
    return bool(metadata.get(PHONE) or metadata.get(CARD_TOKEN))


def link_of(*, settings: ClickSettings, transaction: Transaction) -> PaymentLink:
    """The payment link; nothing is called."""
    parameters = link_parameters(
        settings=settings,
        amount=transaction.amount,
        reference=transaction.order_reference,
        return_url=transaction.return_url,
    )
    url = payment_link(page=settings.pay_page_url, parameters=parameters)
    return PaymentLink(payment_url=url, details=replace(_known(settings, transaction), link=url, params=parameters))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One payment that is opened by a call; it has no page, because the payer is asked on the phone, or not at all."""

    api: MerchantApi
    settings: ClickSettings
    transaction: Transaction
    call: ProviderCall
    now: datetime

    async def link(self) -> PaymentLink:
        """What came of it; raises as `PaymentProvider` says."""
        if token := self.transaction.metadata.get(CARD_TOKEN):
            return await self._debit(token)
        return await self._invoice(self.transaction.metadata[PHONE])

    async def _invoice(self, phone: str) -> PaymentLink:
        """Send the invoice, also when nobody knows whether it went out before.

        Two invoices of one order cannot both be paid: Prepare refuses the second.
        """
        if self._is_over():
            return self._nothing_more()
        invoice_id = await self.api.create_invoice(
            settings=self.settings,
            phone=phone.removeprefix("+"),
            amount=self.transaction.amount,
            reference=self.transaction.order_reference,
        )

        def told(known: Details | None) -> Details:
            return replace(details_of(known), invoice_id=invoice_id)

        return PaymentLink(payment_url="", details=told(_known(self.settings, self.transaction)), told=told)

    async def _debit(self, token: str) -> PaymentLink:
        payment = await self._made_before() if self.call.doubtful else None
        if payment is None and self._is_over():
            return self._nothing_more()
        if payment is None:
            payment = await self.api.pay_with_card_token(
                settings=self.settings,
                card_token=token,
                amount=self.transaction.amount,
                reference=self.transaction.order_reference,
            )
        told = learned(payment)
        return PaymentLink(payment_url="", details=told(_known(self.settings, self.transaction)), told=told)

    def _is_over(self) -> bool:
        """Whether the payment was paid or called off while nobody knew what an earlier try had done."""
        return self.transaction.status not in LIVE

    def _nothing_more(self) -> PaymentLink:
        return PaymentLink(payment_url="", details=_known(self.settings, self.transaction))

    async def _made_before(self) -> PaymentAnswer | None:
        """The payment that an earlier try of this call has made; there is no idempotency key that would find it."""
        finding = Finding(api=self.api, settings=self.settings, transaction=self.transaction)
        found = await finding.made_on([day_of(self.now), day_of(self.call.created_at)])
        return next((payment for payment in found if payment.status is None or payment.status >= 0), None)


def _known(settings: ClickSettings, transaction: Transaction) -> ClickDetails:
    return ClickDetails(
        service_id=settings.service_id,
        merchant_id=settings.merchant_id,
        merchant_user_id=settings.merchant_user_id,
        merchant_trans_id=transaction.order_reference,
    )
