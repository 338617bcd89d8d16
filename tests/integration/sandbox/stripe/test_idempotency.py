"""Idempotency keys: one key, one execution, one answer (section 4)."""

import asyncio
from datetime import timedelta

import pytest
import stripe

from adapters.sandbox.faults import Fault
from tests.integration.sandbox.stripe.shop import KEY, Shop, refused


async def refund(shop: Shop, payment: str, key: str, amount: int = 500) -> stripe.Refund:
    return await shop.client.v1.refunds.create_async(
        {"payment_intent": payment, "amount": amount}, {"idempotency_key": key}
    )


async def test_the_same_call_with_the_same_key_is_done_once_and_answered_twice(shop: Shop) -> None:
    payment = await shop.paid()
    first, again = await refund(shop, payment, "refund:1"), await refund(shop, payment, "refund:1")
    assert first.to_dict() == again.to_dict()
    assert [first.id] == [one.id for one in (await shop.client.v1.refunds.list_async()).data]
    assert "Idempotent-Replayed" not in first.last_response.headers  # type: ignore[union-attr]
    assert "true" == again.last_response.headers["Idempotent-Replayed"]  # type: ignore[union-attr]


async def test_a_repetition_tells_nobody_anything(shop: Shop) -> None:
    payment = await shop.paid()
    await refund(shop, payment, "refund:1")
    await shop.told()
    await refund(shop, payment, "refund:1")
    assert [] == await shop.told()


async def test_the_same_key_with_another_amount_is_refused(shop: Shop) -> None:
    payment = await shop.paid()
    await refund(shop, payment, "refund:1")
    with refused(stripe.IdempotencyError, None):
        await refund(shop, payment, "refund:1", amount=501)
    assert [500] == [one.amount for one in (await shop.client.v1.refunds.list_async()).data]


async def test_the_same_key_for_another_address_is_refused(shop: Shop) -> None:
    one, two = await shop.session(), await shop.session()
    options: stripe.RequestOptions = {"idempotency_key": "expire"}
    await shop.client.v1.checkout.sessions.expire_async(one.id, options=options)
    with refused(stripe.IdempotencyError, None):
        await shop.client.v1.checkout.sessions.expire_async(two.id, options=options)
    assert ("expired", "open") == ((await shop.read(one.id)).status, (await shop.read(two.id)).status)


async def test_a_key_in_use_is_a_conflict_and_free_again_afterwards(shop: Shop) -> None:
    payment = await shop.paid()
    shop.simulator.faults.plan([Fault.SLOW], operation="refund")
    calls = (refund(shop, payment, "refund:1") for _ in range(2))
    answers = await asyncio.gather(*calls, return_exceptions=True)
    [made] = [answer for answer in answers if isinstance(answer, stripe.Refund)]
    [conflict] = [answer for answer in answers if isinstance(answer, stripe.APIError)]
    assert (409, "idempotency_key_in_use") == (conflict.http_status, conflict.error.code if conflict.error else None)
    assert made.id == (await refund(shop, payment, "refund:1")).id


async def test_a_refusal_by_the_business_is_kept_as_the_answer(shop: Shop) -> None:
    session = await shop.session(payment_intent_data={"capture_method": "manual"})
    shop.simulator.pay(session.id)
    payment = str((await shop.read(session.id)).payment_intent)
    with refused(stripe.InvalidRequestError, "payment_intent_unexpected_state"):
        await refund(shop, payment, "refund:1")
    await shop.client.v1.payment_intents.capture_async(payment)
    with refused(stripe.InvalidRequestError, "payment_intent_unexpected_state"):
        await refund(shop, payment, "refund:1")
    assert 500 == (await refund(shop, payment, "refund:2")).amount


async def test_a_call_that_could_not_be_read_leaves_its_key_free(shop: Shop) -> None:
    payment = await shop.paid()
    with refused(stripe.InvalidRequestError, "parameter_invalid_integer"):
        await refund(shop, payment, "refund:1", amount=0)
    assert 500 == (await refund(shop, payment, "refund:1")).amount


async def test_a_500_after_execution_began_is_repeated_to_the_same_key(shop: Shop) -> None:
    payment = await shop.paid()
    shop.simulator.faults.plan([Fault.ERROR_AFTER], operation="refund")
    for _ in range(2):
        with refused(stripe.APIError, None, 500):
            await refund(shop, payment, "refund:1")
    assert [500] == [one.amount for one in (await shop.client.v1.refunds.list_async()).data]


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.ERROR_BEFORE, 500), (Fault.BUSY, 429), (Fault.CONFLICT, 409), (Fault.REFUSE, 400)]
)
async def test_a_failure_before_execution_is_not_kept(shop: Shop, fault: Fault, status: int) -> None:
    payment = await shop.paid()
    shop.simulator.faults.plan([fault], operation="refund")
    with pytest.raises(stripe.StripeError) as caught:
        await refund(shop, payment, "refund:1")
    assert status == caught.value.http_status
    assert "succeeded" == (await refund(shop, payment, "refund:1")).status


async def test_a_key_is_forgotten_after_a_day(shop: Shop) -> None:
    payment = await shop.paid()
    first = await refund(shop, payment, "refund:1")
    shop.clock.later += timedelta(hours=23)
    assert first.id == (await refund(shop, payment, "refund:1")).id
    shop.clock.later += timedelta(hours=2)
    assert first.id != (await refund(shop, payment, "refund:1")).id


async def test_keys_of_a_connected_account_are_its_own(shop: Shop) -> None:
    account = await shop.client.v1.accounts.create_async({"type": "express"})
    shop.simulator.onboard(account.id)
    shop.simulator.top_up(KEY, amount=2000, currency="usd")
    await shop.client.v1.transfers.create_async({"amount": 1000, "currency": "usd", "destination": account.id})
    params: stripe.params.PayoutCreateParams = {"amount": 1000, "currency": "usd"}
    ours = await shop.client.v1.payouts.create_async(params, {"idempotency_key": "payout:1"})
    theirs = await shop.client.v1.payouts.create_async(
        params, {"idempotency_key": "payout:1", "stripe_account": account.id}
    )
    assert ours.id != theirs.id


async def test_reading_ignores_the_key(shop: Shop) -> None:
    session = await shop.session()
    options: stripe.RequestOptions = {"headers": {"Idempotency-Key": "read"}}
    assert "open" == (await shop.client.v1.checkout.sessions.retrieve_async(session.id, options=options)).status
    shop.simulator.pay(session.id)
    assert "complete" == (await shop.client.v1.checkout.sessions.retrieve_async(session.id, options=options)).status
