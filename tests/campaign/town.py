"""Where one seed takes place: a tenant of a lane with an account, and providers of its own on a port of their own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID, uuid4

from aiohttp import ClientSession, web

from accounts.application.deposit import DepositRequest
from accounts.application.register_user import RegisterUserRequest
from accounts.domain.account import Account
from adapters.bridges.payment_identity import payment_of
from billing.domain.transaction import Transaction
from shared_kernel.tenant import TenantId
from tests.campaign.lane import Lane
from tests.campaign.providers.click import Click
from tests.campaign.providers.octo import Octo
from tests.campaign.providers.payme import Payme
from tests.campaign.providers.payouts import Payer, Till
from tests.campaign.providers.port import Provider, Surroundings
from tests.campaign.providers.stripe import Stripe
from tests.campaign.script import Script
from tests.postgres_server import add_tenant

_PROVIDERS: Mapping[str, Callable[[Surroundings], Provider]] = MappingProxyType(
    {"octo": Octo, "payme": Payme, "stripe": Stripe, "click": Click}
)
_HOST = "127.0.0.1"
_ENOUGH = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Everything a script is played on.

    Attributes:
        brought: what is on the account from the beginning, so that there is something to pay out.
        payers: who pays out, by gateway.
        asked: set whenever a provider is asked something.
        trace: what was done and what came of it.
    """

    lane: Lane
    tenant_id: TenantId
    account: Account
    brought: int
    providers: Mapping[str, Provider]
    payers: Mapping[str, Payer]
    asked: asyncio.Event
    trace: list[str] = field(default_factory=list)

    async def transaction(self, link: int) -> Transaction | None:
        """The payment of a link; None while there is none."""
        rows = await self.lane.rows(
            "SELECT id FROM billing.transactions WHERE tenant_id = %s AND metadata ->> 'link' = %s",
            self.tenant_id,
            str(link),
        )
        return await self.by_id(rows[0][0]) if rows else None

    async def by_id(self, transaction_id: UUID) -> Transaction:
        """A payment as it stands."""
        async with self.lane.application.foundation.billing_units()(tenant_id=self.tenant_id) as unit:
            return await unit.transactions.get(transaction_id)

    async def settled(self) -> None:
        """Return when no provider has anything left to tell, and every event was taken."""
        for provider in self.providers.values():
            await provider.settled()
        await self.lane.relayed(self.tenant_id)


@asynccontextmanager
async def founded(lane: Lane, script: Script) -> AsyncIterator[Town]:
    """The town of a script, from its beginning until it is put away."""
    lane.clock.turn_back()
    tenant_id = (await add_tenant(lane.owner)).id
    asked = asyncio.Event()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        providers = {
            name: _PROVIDERS[name](
                Surroundings(session=session, clock=lane.clock, choice=choice, holds=name in script.holds)
            )
            for name, choice in script.choices.items()
        }
        base = await stack.enter_async_context(_served(providers, asked))
        for name, provider in providers.items():
            configuration = await lane.application.payments.configure_gateway()(
                tenant_id=tenant_id, gateway=name, settings=provider.settings(base)
            )
            provider.join(f"{lane.public_url}/webhooks/{name}/{configuration.endpoint}")
        account = await _account(lane, tenant_id)
        brought = _ENOUGH if any(link.payout for link in script.links) else 0
        if brought:
            await _bring(lane, account, brought)
        payers = {"cash": Till()} | {name: one.payer for name, one in providers.items() if isinstance(one, Stripe)}
        yield Town(
            lane=lane,
            tenant_id=tenant_id,
            account=account,
            brought=brought,
            providers=providers,
            payers=payers,
            asked=asked,
        )
        await _put_away(lane, tenant_id)


async def _account(lane: Lane, tenant_id: TenantId) -> Account:
    wallets = lane.application.wallets
    user = await wallets.register_user()(
        tenant_id=tenant_id,
        request=RegisterUserRequest(request_id=str(uuid4()), user_id=None, email="payer@example.com", locale="uz"),
    )
    return await wallets.open_account()(
        tenant_id=tenant_id, request_id=str(uuid4()), user_id=user.id, currency_code="UZS"
    )


async def _bring(lane: Lane, account: Account, tiyin: int) -> None:
    deposit = await lane.application.wallets.deposit()(
        tenant_id=account.tenant_id,
        request=DepositRequest(
            request_id=str(uuid4()),
            account_id=account.id,
            minor_units=tiyin,
            currency_code="UZS",
            gateway="cash",
            return_url="",
        ),
    )
    await lane.application.payments.complete_transaction()(
        tenant_id=account.tenant_id, transaction_id=payment_of(deposit.id)
    )
    await lane.relayed(account.tenant_id)


async def _put_away(lane: Lane, tenant_id: TenantId) -> None:
    """Links that nobody pays would be looked at for ever, at providers that are gone."""
    await lane.owner.execute(
        "UPDATE billing.provider_calls SET status = 'dropped' WHERE tenant_id = %s AND ended_at IS NULL",
        (tenant_id,),
    )


@asynccontextmanager
async def _served(providers: Mapping[str, Provider], asked: asyncio.Event) -> AsyncIterator[str]:
    @web.middleware
    async def notice(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        asked.set()
        return await handler(request)

    app = web.Application(middlewares=[notice])
    for provider in providers.values():
        app.add_routes(provider.routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, _HOST, 0)
        await site.start()
        yield f"http://{_HOST}:{runner.addresses[0][1]}"
    finally:
        for provider in providers.values():
            await provider.close()
        await runner.cleanup()
