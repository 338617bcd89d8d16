"""The addresses of the Merchant API: who calls, about which service, and what may go wrong with the call."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from adapters.sandbox.click.answers import refused, serve
from adapters.sandbox.click.api import Data, PaymentsApi
from adapters.sandbox.click.api_cards import CardsApi
from adapters.sandbox.click.api_receipts import ReceiptsApi
from adapters.sandbox.click.auth import require_merchant
from adapters.sandbox.click.faulty import FISCAL, INVOICE, PARTIAL_REVERSAL, REVERSAL, STATUS, TOKEN_PAYMENT
from adapters.sandbox.click.fields import Body, read_body
from adapters.sandbox.click.refusals import ClickRefusalError, wrong
from adapters.sandbox.click.simulator import ClickSimulator
from adapters.sandbox.faults import Fault
from adapters.sandbox.merchants import Merchant, SandboxMerchants
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers

Deed = Callable[[Merchant, Body], Data | Awaitable[Data]]
# Fields of bodies and parts of paths by which a fault may be planned.
_NAMES = ("merchant_trans_id", "transaction_parameter", "payment_id", "invoice_id")


class MerchantApiCalls:
    """The Merchant API over HTTP."""

    def __init__(
        self, *, simulator: ClickSimulator, merchants: SandboxMerchants, identifiers: Identifiers, clock: Clock
    ) -> None:
        self._simulator = simulator
        self._merchants = merchants
        self._clock = clock
        self._payments = PaymentsApi(books=simulator.books, numbers=simulator.numbers, clock=clock)
        self._cards = CardsApi(books=simulator.books, simulator=simulator, identifiers=identifiers)
        self._receipts = ReceiptsApi(self._payments)

    def routes(self, base: str) -> list[web.RouteDef]:
        """Every call below `base`."""
        payments, cards, receipts = self._payments, self._cards, self._receipts
        service, payment = "{service_id}", "{service_id}/{payment_id}"
        return [
            web.post(f"{base}/invoice/create", self._call(INVOICE, payments.create_invoice)),
            web.get(
                f"{base}/invoice/status/{service}/{{invoice_id}}",
                self._call(STATUS, lambda who, told: payments.invoice_status(who, _number(told, "invoice_id"))),
            ),
            web.get(
                f"{base}/payment/status/{payment}",
                self._call(STATUS, lambda who, told: payments.status(who, _number(told, "payment_id"))),
            ),
            web.get(
                f"{base}/payment/status_by_mti/{service}/{{merchant_trans_id}}/{{day}}",
                self._call(
                    STATUS,
                    lambda who, told: payments.status_by_mti(who, str(told["merchant_trans_id"]), str(told["day"])),
                ),
            ),
            web.delete(
                f"{base}/payment/reversal/{payment}",
                self._call(REVERSAL, lambda who, told: payments.reverse(who, _number(told, "payment_id"))),
            ),
            web.delete(
                f"{base}/payment/partial_reversal/{payment}/{{amount}}",
                self._call(
                    PARTIAL_REVERSAL,
                    lambda who, told: payments.reverse_partly(who, _number(told, "payment_id"), str(told["amount"])),
                ),
            ),
            web.post(f"{base}/card_token/request", self._call("", cards.request)),
            web.post(f"{base}/card_token/verify", self._call("", cards.verify)),
            web.post(f"{base}/card_token/payment", self._call(TOKEN_PAYMENT, cards.pay)),
            web.delete(
                f"{base}/card_token/{service}/{{card_token}}",
                self._call("", lambda who, told: cards.delete(who, str(told["card_token"]))),
            ),
            web.post(f"{base}/payment/ofd_data/submit_items", self._call(FISCAL, receipts.submit_items)),
            web.post(f"{base}/payment/ofd_data/submit_qrcode", self._call(FISCAL, receipts.submit_qrcode)),
            web.get(
                f"{base}/payment/ofd_data/{payment}",
                self._call(STATUS, lambda who, told: receipts.read(who, _number(told, "payment_id")), enveloped=False),
            ),
        ]

    def _call(
        self, operation: str, deed: Deed, *, enveloped: bool = True
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                body = read_body(await request.read()) if request.can_read_body else {}
            except ClickRefusalError as refusal:
                return refused(refusal)
            told = {**body, **request.match_info}

            async def do() -> Data:
                merchant = await self._merchants.find(str(told.get("service_id", "")))
                who = require_merchant(request.headers.get("Auth", ""), merchant=merchant, at=self._clock.now())
                done = deed(who, told)
                return await done if isinstance(done, Awaitable) else done

            return await serve(
                request,
                fault=self._fault(operation, told),
                patience=self._simulator.patience,
                enveloped=enveloped,
                deed=do,
            )

        return answer

    def _fault(self, operation: str, told: Body) -> Fault | None:
        """The first fault that is planned for one of the call's names, or for the order of the payment it names."""
        names = [str(told[name]) for name in _NAMES if name in told]
        names += [payment.reference for name in names for payment in self._simulator.books.named(name)]
        found = (self._simulator.faults.next(operation=operation, reference=name) for name in names)
        return next((fault for fault in found if fault is not None), None)


def _number(told: Body, name: str) -> int:
    written = str(told[name])
    if not (written.isascii() and written.isdecimal()):
        raise wrong(name)
    return int(written)
