"""The tenant's own system may forbid a payment before Click charges anybody."""

from collections.abc import AsyncIterator

import pytest

from billing.domain.status import Status
from billing.ports.payment_guard import Moment, Verdict
from tests.contract.click.shop import BillingStore, ClickShop, click_shop
from tests.unit.gateways.click.forms import complete, prepare

GUARD = {"guard_url": "https://shop.example/guard", "guard_secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}


@pytest.fixture
async def guarded(billing_store: BillingStore) -> AsyncIterator[ClickShop]:
    """A shop whose tenant wants to be asked."""
    async with click_shop(billing_store, **GUARD) as shop:
        yield shop


async def test_a_vetoed_order_is_not_prepared_and_can_be_paid_once_it_is_allowed(guarded: ClickShop) -> None:
    """-9 at Prepare, before which Click charges nobody; the order waits for the next try."""
    order = await guarded.order("order-1001")
    guarded.guard.verdict = Verdict(allowed=False, reason="not today")
    assert -9 == await guarded.code(prepare())
    assert Status.PENDING is await guarded.status(order)
    guarded.guard.verdict = Verdict(allowed=True)
    attempt = await guarded.say(prepare(click_trans_id="3647147958"))
    paid = complete(click_trans_id="3647147958", merchant_prepare_id=str(attempt["merchant_prepare_id"]))
    assert 0 == await guarded.code(paid)
    assert Status.COMPLETED is await guarded.status(order)


async def test_the_tenant_hears_which_order_and_how_much(guarded: ClickShop) -> None:
    order = await guarded.order("order-1001")
    await guarded.say(prepare())
    assert [(order, Moment.BEFORE_CHARGE, 100_000)] == [
        (asked, moment, amount.minor_units) for asked, moment, amount in guarded.guard.asked
    ]
