"""The tenant's own system may forbid a payment before Payme charges anybody."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from billing.domain.status import Status
from billing.ports.payment_guard import Moment, Verdict
from tests.contract.payme.shop import TIYIN, PaymeShop, PaymeStore, payme_id, payme_shop
from tests.fakes.billing.world import ACCOUNT_NUMBER

GUARD = {"guard_url": "https://shop.example/guard", "guard_secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
FIRST, SECOND = payme_id(1), payme_id(2)


@pytest.fixture
async def guarded(payme_store: PaymeStore) -> AsyncIterator[PaymeShop]:
    """A shop whose tenant wants to be asked."""
    async with payme_shop(payme_store, **GUARD) as shop:
        yield shop


async def create(shop: PaymeShop, external_id: str = FIRST, *, account: str = "197") -> dict[str, Any]:
    return await shop.ask(
        "CreateTransaction",
        id=external_id,
        time=1_768_450_799_500,
        amount=TIYIN,
        account={"order_id": account},
    )


async def test_a_vetoed_order_is_not_begun(guarded: PaymeShop) -> None:
    """-31008, and the order waits for the next payer."""
    order = await guarded.order("197")
    guarded.guard.verdict = Verdict(allowed=False, reason="not today")
    assert -31008 == (await create(guarded))["code"]
    assert -31003 == await guarded.code("PerformTransaction", id=FIRST)
    assert (Status.PENDING, ()) == ((await guarded.transaction(order)).status, await guarded.attempts(order))
    guarded.guard.verdict = Verdict(allowed=True)
    assert 1 == (await create(guarded, SECOND))["state"]


async def test_a_vetoed_order_is_refused_before_it_is_announced(guarded: PaymeShop) -> None:
    """Payme asks first whether the order could be paid: a yes would be a promise that Create breaks."""
    order = await guarded.order("197")
    question = {"amount": TIYIN, "account": {"order_id": "197"}}
    guarded.guard.verdict = Verdict(allowed=False, reason="not today")
    assert -31008 == await guarded.code("CheckPerformTransaction", **question)
    guarded.guard.verdict = Verdict(allowed=True)
    assert {"allow": True} == await guarded.ask("CheckPerformTransaction", **question)
    assert [(order, Moment.BEFORE_CHARGE, TIYIN)] * 2 == [
        (asked, moment, amount.minor_units) for asked, moment, amount in guarded.guard.asked
    ]


async def test_about_what_cannot_be_paid_anyway_nobody_is_asked(guarded: PaymeShop) -> None:
    """Nor about a top-up, which is a payment only once it is announced."""
    await guarded.order("197")
    for amount, account, code in [(1, "197", -31001), (TIYIN, "198", -31050), (TIYIN, ACCOUNT_NUMBER, 0)]:
        asked = {"amount": amount, "account": {"order_id": account}}
        assert code == await guarded.code("CheckPerformTransaction", **asked)
    assert [] == guarded.guard.asked


async def test_the_tenant_is_asked_about_a_try_and_not_about_its_repeats(guarded: PaymeShop) -> None:
    order = await guarded.order("197")
    first = await create(guarded)
    assert [first, first] == [await create(guarded) for _ in range(2)]
    assert 2 == (await guarded.ask("PerformTransaction", id=FIRST))["state"]
    assert [(order, Moment.BEFORE_CHARGE, TIYIN)] == [
        (asked, moment, amount.minor_units) for asked, moment, amount in guarded.guard.asked
    ]


async def test_a_vetoed_top_up_fails(guarded: PaymeShop) -> None:
    guarded.guard.verdict = Verdict(allowed=False)
    assert -31008 == (await create(guarded, account=ACCOUNT_NUMBER))["code"]
    assert 1 == (await guarded.store.event_types()).count("billing.transaction.failed.v1")
    guarded.guard.verdict = Verdict(allowed=True)
    assert 1 == (await create(guarded, SECOND, account=ACCOUNT_NUMBER))["state"]


async def test_twenty_guarded_creates_at_once_are_one_transaction(guarded: PaymeShop) -> None:
    order = await guarded.order("197")
    answers = await asyncio.gather(*(create(guarded) for _ in range(20)))
    assert [answers[0]] * 20 == answers
    assert 1 == len(await guarded.attempts(order))


async def test_nobody_is_asked_where_there_is_no_guard(payme_store: PaymeStore) -> None:
    async with payme_shop(payme_store) as shop:
        await shop.order("197")
        shop.guard.verdict = Verdict(allowed=False)
        assert 1 == (await create(shop))["state"]
        assert [] == shop.guard.asked
