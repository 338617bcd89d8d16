"""What goes wrong on request, as the official library sees it (section 3)."""

import asyncio

import aiohttp
import pytest
import stripe

from adapters.sandbox.faults import Fault
from tests.integration.sandbox.stripe.shop import Shop, refused

NOTHING_READABLE = (stripe.StripeError, aiohttp.ClientError, asyncio.TimeoutError)


async def sessions(shop: Shop) -> list[str]:
    return [one.id for one in (await shop.client.v1.checkout.sessions.list_async()).data]


@pytest.mark.parametrize(
    ("fault", "error", "status"),
    [
        (Fault.REFUSE, stripe.InvalidRequestError, 400),
        (Fault.BUSY, stripe.RateLimitError, 429),
        (Fault.CONFLICT, stripe.APIError, 409),
        (Fault.ERROR_BEFORE, stripe.APIError, 500),
    ],
)
async def test_what_fails_before_the_effect_does_nothing(
    shop: Shop, fault: Fault, error: type[stripe.StripeError], status: int
) -> None:
    shop.simulator.faults.plan([fault], operation="create_session")
    with pytest.raises(error) as caught:
        await shop.session()
    assert status == caught.value.http_status
    assert [] == await sessions(shop)


async def test_a_call_without_an_answer_may_have_done_nothing(shop: Shop) -> None:
    shop.simulator.faults.plan([Fault.TIME_OUT_BEFORE], operation="create_session")
    with pytest.raises(stripe.APIConnectionError):
        await shop.session()
    assert [] == await sessions(shop)


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_AFTER, Fault.CUT, Fault.GARBAGE, Fault.ERROR_AFTER])
async def test_a_call_without_a_readable_answer_may_have_been_done(shop: Shop, fault: Fault) -> None:
    shop.simulator.faults.plan([fault], operation="create_session")
    with pytest.raises(NOTHING_READABLE):
        await shop.session()
    assert 1 == len(await sessions(shop))


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER, Fault.CUT, Fault.GARBAGE])
async def test_the_same_key_settles_what_was_not_understood(shop: Shop, fault: Fault) -> None:
    payment = await shop.paid()
    shop.simulator.faults.plan([fault], operation="refund")
    options: stripe.RequestOptions = {"idempotency_key": "refund:1"}
    with pytest.raises(NOTHING_READABLE):
        await shop.client.v1.refunds.create_async({"payment_intent": payment}, options)
    refund = await shop.client.v1.refunds.create_async({"payment_intent": payment}, options)
    assert [refund.id] == [one.id for one in (await shop.client.v1.refunds.list_async()).data]


async def test_a_slow_answer_is_an_answer(shop: Shop) -> None:
    shop.simulator.faults.plan([Fault.SLOW], operation="create_session")
    started = asyncio.get_running_loop().time()
    assert "open" == (await shop.session()).status
    assert 1.0 <= asyncio.get_running_loop().time() - started


async def test_a_fault_meets_the_payment_it_is_planned_for_once(shop: Shop) -> None:
    payment, other = await shop.paid(reference="txn-1"), await shop.paid(reference="txn-2")
    shop.simulator.faults.plan([Fault.BUSY], operation="refund", reference="txn-1")
    first = await shop.client.v1.refunds.create_async({"payment_intent": other, "amount": 1})
    with refused(stripe.RateLimitError, "rate_limit", 429):
        await shop.client.v1.refunds.create_async({"payment_intent": payment, "amount": 1})
    second = await shop.client.v1.refunds.create_async({"payment_intent": payment, "amount": 1})
    assert [second.id, first.id] == [one.id for one in (await shop.client.v1.refunds.list_async()).data]


@pytest.mark.parametrize(
    ("operation", "metadata"),
    [("refund", {"refund_id": "r-1"}), ("refund", {"transaction_id": "r-1"}), ("refund", {"withdrawal_id": "r-1"})],
)
async def test_our_own_name_in_the_metadata_names_the_call(
    shop: Shop, operation: str, metadata: dict[str, str]
) -> None:
    payment = await shop.paid()
    shop.simulator.faults.plan([Fault.BUSY], operation=operation, reference="r-1")
    with refused(stripe.RateLimitError, "rate_limit", 429):
        await shop.client.v1.refunds.create_async({"payment_intent": payment, "amount": 1, "metadata": metadata})
    assert [] == (await shop.client.v1.refunds.list_async()).data


async def test_every_kind_of_call_can_fail(shop: Shop) -> None:
    held = await shop.client.v1.payment_intents.create_async(
        {
            "amount": 1999,
            "currency": "usd",
            "confirm": True,
            "payment_method": "pm_card_visa",
            "capture_method": "manual",
        }
    )
    session = await shop.session()
    client = shop.client.v1
    calls = {
        "create_payment_intent": lambda: client.payment_intents.create_async({"amount": 1999, "currency": "usd"}),
        "confirm": lambda: client.payment_intents.confirm_async(held.id),
        "capture": lambda: client.payment_intents.capture_async(held.id),
        "cancel": lambda: client.payment_intents.cancel_async(held.id),
        "expire": lambda: client.checkout.sessions.expire_async(session.id),
        "payout": lambda: client.payouts.create_async({"amount": 1, "currency": "usd"}),
        "transfer": lambda: client.transfers.create_async({"amount": 1, "currency": "usd", "destination": "acct_1"}),
        "reversal": lambda: client.transfers.reversals.create_async("tr_1", {}),
        "connect": lambda: client.accounts.create_async({}),
        "read": client.balance.retrieve_async,
    }
    for operation, call in calls.items():
        shop.simulator.faults.plan([Fault.REFUSE], operation=operation)
        with pytest.raises((stripe.InvalidRequestError, stripe.PermissionError)):
            await call()
    assert "requires_capture" == (await client.payment_intents.retrieve_async(held.id)).status
    assert "open" == (await shop.read(session.id)).status
