"""A Click shop and the simulated Click on real ports: each calls the other, payers pay through the control routes."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from aiohttp import ClientSession, ClientTimeout, web

from adapters.sandbox.click.caller import Patience
from adapters.sandbox.click.routes import API, click_routes
from adapters.sandbox.merchants import Merchant
from billing.domain.details.click import ClickDetails
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from shared_kernel.clock import SystemClock
from shared_kernel.idempotency import request_key
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from tests.contract.click.shop import UZS, BillingStore, ClickShop, click_shop
from tests.unit.gateways.click.forms import SECRET

API_USER = 4
HASTY = Patience(answer_seconds=5.0, pauses_seconds=(0.0, 0.0), silence_seconds=0.0, slow_seconds=0.0)
FISCAL = {
    "fiscal_spic": "10305008003000000",
    "fiscal_package_code": "1514296",
    "fiscal_vat_percent": 12,
    "fiscal_name": "Book pcs",
    "fiscal_tin": "123456789",
}


@dataclass
class Merchants:
    """The merchants Click knows; whoever starts later joins later."""

    known_ones: list[Merchant] = field(default_factory=list)

    async def find(self, service_id: str) -> Merchant | None:
        return next((one for one in self.known_ones if one.service_id == service_id), None)

    async def known(self) -> tuple[Merchant, ...]:
        return tuple(self.known_ones)


@dataclass(frozen=True, kw_only=True)
class Market:
    """Both sides."""

    shop: ClickShop
    click: ClientSession

    async def control(self, action: str, **body: object) -> list[dict[str, Any]]:
        """Something a payer, the cabinet or bad luck does; what Click's books say of it."""
        async with self.click.post(f"/sandbox/click/_control/{action}", json=body) as answer:
            told = await answer.json()
            assert 200 == answer.status, told
            return told if isinstance(told, list) else [told]

    async def books(self, name: str | int = "") -> list[dict[str, Any]]:
        """What Click's books say of an order or a payment; of everything without a name."""
        path = f"/sandbox/click/_control/payments/{name}".rstrip("/")
        async with self.click.get(path) as answer:
            return await answer.json()

    async def kept(self) -> int:
        """What all payers are charged in the end."""
        return sum(one["kept"] for one in await self.books())

    async def fail(self, operation: str, *faults: str) -> None:
        """Let the next calls of an operation go wrong."""
        await self.control("faults", operation=operation, faults=faults)

    async def order(self, reference: str, *, tiyin: int = 100_000, **metadata: str) -> Transaction:
        """An order; `metadata` in Click's words, without their prefix."""
        return await self.shop.create(
            tenant_id=self.shop.store.tenant_id,
            gateway="click",
            amount=Money(tiyin, UZS),
            order_reference=reference,
            metadata={f"click.{name}": value for name, value in metadata.items()},
        )

    async def paid(self, reference: str, *, tiyin: int = 100_000) -> Transaction:
        """An order that its payer has paid."""
        order = await self.order(reference, tiyin=tiyin)
        await self.pay(order)
        return await self.shop.transaction(order.id)

    async def pay(self, order: Transaction, choice: str = "pay") -> Sequence[Mapping[str, Any]]:
        """The payer follows the link and presses a button; Click's statements of what came of it."""
        return await self.control("pay", link=order.payment_url, choice=choice)

    async def refund(self, order: Transaction, *, tiyin: int | None = None) -> Refund:
        """A refund, of everything unless a part is named."""
        key = request_key(request_id=str(uuid4()), operation="RefundTransaction", content=())
        return await self.shop.payments.refund_transaction()(
            tenant_id=order.tenant_id,
            transaction_id=order.id,
            key=key,
            amount=None if tiyin is None else Money(tiyin, UZS),
        )

    async def refund_now(self, refund: Refund) -> Refund:
        """The refund after one more try of its call."""
        await self.make(Operation.REFUND, refund.transaction_id)
        async with self.shop.store.units_of_work(tenant_id=refund.tenant_id) as unit:
            return await unit.refunds.get(refund.id)

    async def make(self, operation: Operation, transaction_id: UUID) -> ProviderCall:
        """The newest call of this kind after one try more, as the worker makes it when its time has come."""
        return await self.make_this((await self.calls(operation, transaction_id))[-1])

    async def make_this(self, call: ProviderCall) -> ProviderCall:
        """A call after one try more."""
        return (await self.shop.payments.make_call()(tenant_id=call.tenant_id, call_id=call.id)).call

    async def cancel(self, order: Transaction) -> Transaction:
        """Call an order off."""
        return await self.shop.cancel_transaction(tenant_id=order.tenant_id, transaction_id=order.id)

    async def calls(self, operation: Operation, transaction_id: UUID) -> list[ProviderCall]:
        """The calls of this kind."""
        async with self.shop.store.units_of_work(tenant_id=self.shop.store.tenant_id) as unit:
            calls = await unit.calls.of_transaction(transaction_id)
        return [call for call in calls if call.operation is operation]

    async def details(self, transaction_id: UUID) -> ClickDetails:
        """What is known of a payment."""
        details = (await self.shop.transaction(transaction_id)).details
        assert isinstance(details, ClickDetails)
        return details


@asynccontextmanager
async def market(store: BillingStore, **settings: object) -> AsyncIterator[Market]:
    """Both sides, from their opening to their closing."""
    merchants = Merchants()
    async with ClientSession() as session:
        app = web.Application()
        app.add_routes(
            click_routes(
                merchants=merchants,
                session=session,
                clock=SystemClock(),
                identifiers=SystemIdentifiers(),
                patience=HASTY,
            )
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            usual = {"merchant_user_id": API_USER, "api_url": base + API, "pay_page_url": f"{base}/sandbox/click/pay"}
            async with (
                click_shop(store, **{**usual, **settings}) as shop,
                ClientSession(base, timeout=ClientTimeout(total=20)) as click,
            ):
                merchants.known_ones.append(
                    Merchant(
                        service_id="73438",
                        name="Bahor Books",
                        secret_key=SECRET,
                        webhook_url=f"http://127.0.0.1:{shop.shell.port}{shop.path}",
                        merchant_user_id=str(API_USER),
                    )
                )
                yield Market(shop=shop, click=click)
        finally:
            await runner.cleanup()
