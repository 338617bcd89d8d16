"""A key that Stripe refuses while a call is in doubt: the no is about the key, and the money may have moved before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from billing.domain.errors import GatewayRefusedError, UnknownOutcomeError
from billing.domain.provider_call import CallStatus, ProviderCall
from billing.domain.status import Status
from tests.contract.click.conftest import memory_store
from tests.contract.gateways.mailbox import serving
from tests.contract.stripe.shop import A_WHILE, StripeShop, stripe_shop, usd

SESSION = {
    "id": "cs_test_1",
    "object": "checkout.session",
    "status": "open",
    "payment_status": "unpaid",
    "amount_total": 1999,
    "currency": "usd",
    "url": "https://checkout.stripe.example/cs_test_1",
}
NO_KEY = {"error": {"type": "invalid_request_error", "code": "api_key_expired", "message": "Expired API Key provided."}}


@dataclass
class OldStripe:
    """Knows no session yet, and answers whoever opens one with these statuses; 200 afterwards."""

    statuses: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def sessions(self, _: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [], "has_more": False, "url": "/v1/checkout/sessions"})

    async def open(self, request: web.Request) -> web.Response:
        self.keys.append(request.headers["Idempotency-Key"])
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(SESSION if status == 200 else NO_KEY, status=status)


@asynccontextmanager
async def shop_of(stripe: OldStripe) -> AsyncIterator[StripeShop]:
    path = "/v1/checkout/sessions"
    async with (
        serving([web.get(path, stripe.sessions), web.post(path, stripe.open)]) as address,
        stripe_shop(memory_store(), api_url=address) as shop,
    ):
        yield shop


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("first", [[500], [500] * 3], ids=["within a try", "in the next try"])
async def test_it_fails_no_payment_that_may_have_been_opened_before(first: list[int], status: int) -> None:
    stripe = OldStripe([*first, *[status] * 2])
    async with shop_of(stripe) as shop:
        with pytest.raises(UnknownOutcomeError):
            await shop.order(usd(1999))
        await shop.work(later=A_WHILE)
        (call,) = await _calls(shop)
        assert CallStatus.UNKNOWN is call.status
        await shop.work(later=A_WHILE)
        await shop.work(later=A_WHILE)
        assert Status.PENDING is (await shop.transaction(call.transaction_id)).status
    assert 1 == len(set(stripe.keys))


async def test_it_fails_one_that_was_never_tried_before() -> None:
    async with shop_of(OldStripe([401])) as shop:
        with pytest.raises(GatewayRefusedError) as refusal:
            await shop.order(usd(1999))
    assert "api_key_expired" == refusal.value.code


async def _calls(shop: StripeShop) -> tuple[ProviderCall, ...]:
    return tuple(await shop.payments.due_calls().due(at=shop.clock.now() + A_WHILE, limit=5))
