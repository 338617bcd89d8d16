"""Opening a payment at Octo, also when nobody knows whether an earlier try has opened it (protocol, section 3)."""

from dataclasses import dataclass

from adapters.gateways.octo.answers import PaymentAnswer
from adapters.gateways.octo.client import OctoClient
from adapters.gateways.octo.details import opened, refused
from adapters.gateways.octo.errors import GATEWAY, OctoRefusalError
from adapters.gateways.octo.pay_url import is_pay_url
from adapters.gateways.octo.payer import description_of, payer_of
from adapters.gateways.octo.references import payment_reference
from adapters.gateways.octo.requests import Body, create_body
from adapters.gateways.octo.settings import OctoSettings
from adapters.gateways.octo.statuses import Stand, stand_of
from adapters.gateways.octo.wishes import basket_of, supplier_of
from adapters.gateways.outcomes import while_acting, while_reading
from billing.domain.errors import GatewayRefusedError, UnknownOutcomeError
from billing.domain.provider_call import ProviderCall
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink

# A payment that earlier tries have opened and nobody was told of cannot be paid: the search need not go on for ever.
_EARLIER_TRIES = 3
_NO_LINK = PaymentLink(payment_url="", details=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One try to open a payment."""

    client: OctoClient
    settings: OctoSettings
    transaction: Transaction
    call: ProviderCall
    notify_url: str

    async def link(self) -> PaymentLink:
        """The link of an earlier try whose answer was lost, else a new one.

        Raises:
            GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: there is none.
        """
        found = await self._adopt() if self.call.doubtful else None
        if found is not None:
            return found
        # Called off while an earlier try was unknown: nobody has that link, and no other is wanted.
        return await self._open() if self.transaction.status is Status.INITIATED else _NO_LINK

    async def _open(self) -> PaymentLink:
        body = self._body(self.call.tries)
        # What no refund could name later is said before anybody pays.
        supplier_of(self.transaction)
        with while_acting():
            answer = await self._create(body)
        if not self._is_ours(answer, body):
            raise UnknownOutcomeError("Octo answered about another payment.")
        if not is_pay_url(answer.pay_url, settings=self.settings):
            # Whoever can forge this answer must not lead the payer to a page of his own.
            raise GatewayRefusedError(gateway=GATEWAY, code="octo_pay_url", message="The pay page is not Octo's.")
        return self._link(answer, body)

    async def _create(self, body: Body) -> PaymentAnswer:
        try:
            return await self.client.create(
                settings=self.settings, body=body, currency=self.transaction.amount.currency
            )
        except OctoRefusalError as no:
            if no.retryable:
                raise
            details = refused(settings=self.settings, body=body, code=no.number, text=no.text)
            raise GatewayRefusedError(gateway=GATEWAY, code=str(no.code), message=no.text, details=details) from no

    async def _adopt(self) -> PaymentLink | None:
        """A payment that an earlier try has opened; none when its status does not say where the payer pays."""
        last = self.call.tries - 1
        for attempt in range(last, max(last - _EARLIER_TRIES, 0), -1):
            body = self._body(attempt)
            answer = await self._read(str(body["shop_transaction_id"]))
            if answer is None or not self._is_ours(answer, body) or stand_of(answer.status) is not Stand.OPEN:
                continue
            if is_pay_url(answer.pay_url, settings=self.settings):
                return self._link(answer, body)
        return None

    async def _read(self, reference: str) -> PaymentAnswer | None:
        """What Octo knows under a name; None when it refuses, as it does when it knows nothing."""
        with while_reading():
            try:
                return await self.client.read_status(
                    settings=self.settings, reference=reference, currency=self.transaction.amount.currency
                )
            except OctoRefusalError as refusal:
                if refusal.retryable:
                    raise
                return None

    def _body(self, attempt: int) -> Body:
        return create_body(
            settings=self.settings,
            reference=payment_reference(self.transaction.id, attempt=attempt),
            amount=self.transaction.amount,
            description=description_of(self.transaction),
            return_url=self.transaction.return_url or self.settings.return_url,
            notify_url=self.notify_url,
            payer=payer_of(self.transaction.metadata),
            positions=basket_of(self.transaction),
            at=self.call.tried_at or self.call.created_at,
        )

    def _is_ours(self, answer: PaymentAnswer, body: Body) -> bool:
        return answer.reference == body["shop_transaction_id"] and answer.total in {None, self.transaction.amount}

    def _link(self, answer: PaymentAnswer, body: Body) -> PaymentLink:
        details = opened(settings=self.settings, body=body, answer=answer)
        return PaymentLink(payment_url=answer.pay_url, details=details)
