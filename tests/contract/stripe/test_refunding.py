"""Money on its way back: in parts, pending, failing late, and refunds that somebody made in the dashboard."""

import asyncio
from collections import Counter

import pytest

from adapters.sandbox.faults import Fault
from adapters.sandbox.stripe.resources.methods import Method
from billing.domain.errors import RefundExceedsCapturedError
from billing.domain.refund import RefundOrigin, RefundStatus
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.contract.stripe.shop import A_WHILE, StripeShop, details_of, session_of, usd


async def paid_with(shop: StripeShop, method: Method) -> Transaction:
    order = await shop.order()
    shop.simulator.pay(session_of(order), method=method)
    return await shop.told(order.id)


async def test_a_payment_goes_back_in_parts(shop: StripeShop) -> None:
    order = await shop.paid()
    first = await shop.refund(order, 500, reason="requested_by_customer")
    assert (RefundStatus.SUCCEEDED, Status.PARTIALLY_REFUNDED) == (first.status, (await shop.told(order.id)).status)
    await shop.refund(order, reason="The book was wet.")
    after = await shop.told(order.id)
    assert (Status.REFUNDED, usd(1999), 2) == (after.status, after.refunded_amount, len(await shop.refunds(order.id)))
    second, stripes_first = shop.all_at_stripe("refund")
    assert ("requested_by_customer", str(first.id)) == (stripes_first["reason"], stripes_first["metadata"]["refund_id"])
    assert (None, "The book was wet.") == (second["reason"], second["metadata"]["reason"])


async def test_no_more_goes_back_than_came(shop: StripeShop) -> None:
    order = await shop.paid()
    await shop.refund(order, 1000)
    with pytest.raises(RefundExceedsCapturedError):
        await shop.refund(order, 1000)
    assert 1 == len(shop.all_at_stripe("refund"))


async def test_a_payment_whose_name_is_known_is_refunded_without_a_question(shop: StripeShop) -> None:
    """Whatever else Stripe cannot answer now: the first try of a refund needs nothing of it."""
    order = await shop.paid()
    shop.plan(Fault.ERROR_BEFORE, operation="read")
    assert RefundStatus.SUCCEEDED is (await shop.refund(order, 500)).status
    assert Fault.ERROR_BEFORE is shop.simulator.faults.next(operation="read", reference="")


async def test_of_two_refunds_at_once_that_do_not_both_fit_one_is_accepted(shop: StripeShop) -> None:
    """Section 19: 1000 and 1000 of 1999; the other never reaches Stripe."""
    order = await shop.paid()
    answers = await asyncio.gather(*(shop.refund(order, 1000) for _ in range(2)), return_exceptions=True)
    assert {"Refund": 1, "RefundExceedsCapturedError": 1} == Counter(type(answer).__name__ for answer in answers)
    after = await shop.told(order.id)
    assert (Status.PARTIALLY_REFUNDED, usd(1000), [1000]) == (
        after.status,
        after.refunded_amount,
        [one["amount"] for one in shop.all_at_stripe("refund")],
    )


async def test_a_refund_may_fail_weeks_later(shop: StripeShop) -> None:
    """The only way back there is: refunded, then partially refunded again."""
    order = await paid_with(shop, Method.REFUND_FAILS)
    first, second = await shop.refund(order, 500), await shop.refund(order, 1499)
    assert Status.REFUNDED is (await shop.told(order.id)).status
    shop.simulator.fail_refund(second.external_id)
    after = await shop.told(order.id)
    assert (Status.PARTIALLY_REFUNDED, usd(500)) == (after.status, after.refunded_amount)
    shop.simulator.fail_refund(first.external_id)
    restored = await shop.told(order.id)
    assert (Status.COMPLETED, usd(0)) == (restored.status, restored.refunded_amount)
    assert {RefundStatus.FAILED} == {refund.status for refund in await shop.refunds(order.id)}


@pytest.mark.parametrize("method", [Method.REFUND_PENDS, Method.REFUND_ASKS])
@pytest.mark.parametrize(
    ("succeeded", "status", "after"),
    [(True, RefundStatus.SUCCEEDED, Status.REFUNDED), (False, RefundStatus.FAILED, Status.COMPLETED)],
)
async def test_a_pending_refund_ends_later(
    shop: StripeShop, method: Method, *, succeeded: bool, status: RefundStatus, after: Status
) -> None:
    order = await paid_with(shop, method)
    refund = await shop.refund(order)
    assert (RefundStatus.PENDING, Status.COMPLETED) == (refund.status, (await shop.told(order.id)).status)
    shop.simulator.settle_refund(refund.external_id, succeeded=succeeded)
    ended = await shop.told(order.id)
    assert (after, [status]) == (ended.status, [one.status for one in await shop.refunds(order.id)])


async def test_a_pending_refund_is_asked_about_when_nobody_tells_its_end(shop: StripeShop) -> None:
    order = await paid_with(shop, Method.REFUND_PENDS)
    shop.silence()
    refund = await shop.refund(order)
    shop.simulator.settle_refund(refund.external_id)
    await shop.work(later=A_WHILE)
    assert Status.REFUNDED is (await shop.transaction(order.id)).status


async def test_a_refund_made_in_the_dashboard_is_booked(shop: StripeShop) -> None:
    order = await shop.paid()
    shop.simulator.dashboard_refund(session_of(order), amount=300)
    shop.simulator.dashboard_refund(session_of(order), amount=200)
    after = await shop.told(order.id)
    assert (Status.PARTIALLY_REFUNDED, usd(500)) == (after.status, after.refunded_amount)
    assert [RefundOrigin.PROVIDER] * 2 == [refund.origin for refund in await shop.refunds(order.id)]


async def test_a_refund_that_overtakes_its_payment_brings_the_payment_along(shop: StripeShop) -> None:
    shop.silence()
    order = await shop.order()
    shop.simulator.pay(session_of(order))
    refund = shop.simulator.dashboard_refund(session_of(order), amount=300)
    event = {"id": "evt_1", "object": "event", "type": "refund.created", "data": {"object": refund}}
    assert (200, "accepted") == await shop.say(event)
    after = await shop.transaction(order.id)
    assert (Status.PARTIALLY_REFUNDED, usd(1999), usd(300)) == (
        after.status,
        after.captured_amount,
        after.refunded_amount,
    )


@pytest.mark.parametrize("told_before", [0, 1, 2], ids=["its session", "its payment", "its refunds"])
async def test_a_refund_is_told_again_where_stripe_refuses_to_tell_whose_it_is(
    shop: StripeShop, told_before: int
) -> None:
    """A key that is being replaced: the no is about the question, and the money went back all the same."""
    shop.silence()
    order = await shop.order()
    shop.simulator.pay(session_of(order))
    refund = shop.simulator.dashboard_refund(session_of(order), amount=300)
    event = {"id": "evt_1", "object": "event", "type": "refund.created", "data": {"object": refund}}
    shop.plan(*[Fault.SLOW] * told_before, Fault.REFUSE, operation="read")
    assert (503, "failed: stripe is away") == await shop.say(event)
    assert (200, "accepted") == await shop.say(event)
    assert usd(300) == (await shop.transaction(order.id)).refunded_amount


async def test_a_sum_of_refunds_is_not_booked_beside_the_refunds(shop: StripeShop) -> None:
    """`charge.refunded` alone: the refunds are read, and their own events change nothing more."""
    order = await shop.paid()
    webhook_url = shop.accounts.webhook_url
    shop.silence()
    refund = shop.simulator.dashboard_refund(session_of(order), amount=300)
    charge = shop.at_stripe(refund["charge"])
    shop.accounts.webhook_url = webhook_url
    for kind, about in [("charge.refunded", charge), ("refund.created", refund), ("charge.refunded", charge)]:
        told = {name: value for name, value in about.items() if not name.startswith("_")}
        event = {"id": f"evt_{kind}", "object": "event", "type": kind, "data": {"object": told}}
        assert (200, "accepted") == await shop.say(event)
    after = await shop.transaction(order.id)
    assert (usd(300), 1) == (after.refunded_amount, len(await shop.refunds(order.id)))


async def test_a_refund_that_stripe_refuses_fails_in_stripes_words(shop: StripeShop) -> None:
    order = await shop.paid()
    shop.plan(Fault.REFUSE, operation="refund")
    refund = await shop.refund(order, 500)
    assert (RefundStatus.FAILED, "GATEWAY_REFUSED") == (refund.status, refund.failure and refund.failure.reason)
    assert RefundStatus.SUCCEEDED is (await shop.refund(order, 500)).status


@pytest.mark.parametrize(("method", "is_open"), [(Method.CARD, False), (Method.REFUND_PENDS, True)])
async def test_what_is_to_be_returned_may_be_back_already(shop: StripeShop, method: Method, *, is_open: bool) -> None:
    """Stripe refuses then; and while the other refund is on its way nobody knows whether it arrives."""
    order = await shop.order()
    shop.silence()
    shop.simulator.pay(session_of(order), method=method)
    await shop.cancel(order)
    shop.simulator.dashboard_refund(session_of(order))

    await shop.work()

    (vain,) = await shop.discrepancies(order.id)
    (refund,) = shop.all_at_stripe("refund")
    assert (is_open, "" if is_open else f"Returned to the payer: {refund['id']}") == (vain.is_open, vain.resolution)
    if is_open:
        shop.simulator.settle_refund(refund["id"])
        await shop.work(later=A_WHILE)
    assert not any(one.is_open for one in await shop.discrepancies(order.id))
    assert 1 == len(shop.all_at_stripe("refund"))


async def paid_in_vain(shop: StripeShop) -> Transaction:
    """A payment that its payer paid while it was called off, and of which Stripe tells nothing by itself."""
    order = await shop.order()
    shop.silence()
    shop.simulator.pay(session_of(order))
    await shop.cancel(order)
    return order


async def test_of_a_payment_in_vain_goes_back_what_the_dashboard_has_left(shop: StripeShop) -> None:
    order = await paid_in_vain(shop)
    shop.simulator.dashboard_refund(session_of(order), amount=500)

    await shop.work()

    (vain,) = await shop.discrepancies(order.id)
    rest, by_hand = shop.all_at_stripe("refund")
    assert [1499, 500] == [rest["amount"], by_hand["amount"]]
    assert (False, f"Returned to the payer: {by_hand['id']},{rest['id']}") == (vain.is_open, vain.resolution)


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER])
async def test_a_lost_return_asks_for_what_was_left_meanwhile(shop: StripeShop, fault: Fault) -> None:
    """Under a key of its own: Stripe refuses one that comes again for another sum."""
    order = await paid_in_vain(shop)
    shop.plan(*[fault] * 4, operation="refund")
    await shop.work()
    if fault is Fault.TIME_OUT_BEFORE:
        shop.simulator.dashboard_refund(session_of(order), amount=500)

    await shop.work(later=A_WHILE)
    await shop.work(later=A_WHILE)

    assert 1999 == sum(one["amount"] for one in shop.all_at_stripe("refund"))
    assert [False] == [one.is_open for one in await shop.discrepancies(order.id)]


async def test_a_return_that_stripe_refuses_is_left_to_a_person(shop: StripeShop) -> None:
    order = await paid_in_vain(shop)
    shop.plan(Fault.REFUSE, operation="refund")

    await shop.work()

    assert [True] == [one.is_open for one in await shop.discrepancies(order.id)]
    assert [] == shop.all_at_stripe("refund")


async def test_what_a_person_sends_back_after_a_refused_return_closes_its_discrepancy(shop: StripeShop) -> None:
    webhook_url = shop.accounts.webhook_url
    order = await paid_in_vain(shop)
    shop.plan(Fault.REFUSE, operation="refund")
    await shop.work()
    shop.accounts.webhook_url = webhook_url

    shop.simulator.dashboard_refund(session_of(order), amount=500)
    await shop.told(order.id)
    assert [True] == [one.is_open for one in await shop.discrepancies(order.id)]
    shop.simulator.dashboard_refund(session_of(order))
    await shop.told(order.id)

    assert ["Returned to the payer, says stripe."] == [one.resolution for one in await shop.discrepancies(order.id)]


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_AFTER, Fault.CUT, Fault.ERROR_AFTER, Fault.GARBAGE])
@pytest.mark.parametrize("times", [1, 6])
async def test_money_goes_back_once_whatever_happens_to_the_answer(shop: StripeShop, fault: Fault, times: int) -> None:
    order = await shop.paid()
    shop.silence()
    shop.plan(*[fault] * times, operation="refund")
    await shop.refund(order, 500)
    for _ in range(2):
        await shop.work(later=A_WHILE)
    after = await shop.transaction(order.id)
    assert (usd(500), [500]) == (after.refunded_amount, [one["amount"] for one in shop.all_at_stripe("refund")])
    assert [RefundStatus.SUCCEEDED] == [one.status for one in await shop.refunds(order.id)]


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_BEFORE, Fault.ERROR_BEFORE, Fault.BUSY, Fault.CONFLICT])
async def test_what_was_not_done_is_done_later(shop: StripeShop, fault: Fault) -> None:
    order = await shop.paid()
    shop.plan(*[fault] * 4, operation="refund")
    assert RefundStatus.PENDING is (await shop.refund(order, 500)).status
    for _ in range(2):
        await shop.work(later=A_WHILE)
    assert usd(500) == (await shop.told(order.id)).refunded_amount
    assert details_of(order).payment_intent_id == shop.all_at_stripe("refund")[0]["payment_intent"]
