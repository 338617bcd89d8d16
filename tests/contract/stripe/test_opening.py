"""A payment is opened once at Stripe, whatever happens to the answer."""

from datetime import timedelta

import pytest

from adapters.sandbox.faults import Fault
from adapters.sandbox.stripe.resources.methods import Method
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError
from billing.domain.status import Status
from shared_kernel.identifiers import SystemIdentifiers
from tests.contract.stripe.shop import A_WHILE, StripeShop, session_of, usd

UNANSWERED = [Fault.TIME_OUT_AFTER, Fault.CUT, Fault.ERROR_AFTER, Fault.GARBAGE]


async def begin(shop: StripeShop, transaction_id: object, **metadata: str) -> Status:
    transaction = await shop.payments.create_transaction()(
        tenant_id=shop.store.tenant_id,
        gateway="stripe",
        amount=usd(1999),
        transaction_id=transaction_id,
        order_reference="order-1",
        metadata=metadata,
    )
    return transaction.status


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_AFTER, Fault.CUT, Fault.BUSY, Fault.CONFLICT, Fault.SLOW])
async def test_one_lost_answer_is_not_noticed(shop: StripeShop, fault: Fault) -> None:
    """The call is repeated under its idempotency key."""
    shop.plan(fault, operation="create_session")
    assert Status.PENDING is (await shop.order()).status
    assert 1 == len(shop.all_at_stripe("checkout.session"))


@pytest.mark.parametrize("fault", UNANSWERED)
@pytest.mark.parametrize("later", [A_WHILE, timedelta(hours=25)], ids=["soon", "when the key is forgotten"])
async def test_an_opened_payment_is_found_again(shop: StripeShop, fault: Fault, later: timedelta) -> None:
    transaction_id = SystemIdentifiers().new_id()
    shop.plan(*[fault] * 3, operation="create_session")
    with pytest.raises(UnknownOutcomeError):
        await begin(shop, transaction_id)
    shop.stripes_clock.later += later
    await shop.work(later=later)
    order = await shop.transaction(transaction_id)
    assert Status.PENDING is order.status
    assert [session_of(order)] == [one["id"] for one in shop.all_at_stripe("checkout.session")]


@pytest.mark.parametrize("fault", UNANSWERED)
async def test_a_charge_without_a_page_is_made_once(shop: StripeShop, fault: Fault) -> None:
    transaction_id = SystemIdentifiers().new_id()
    shop.silence()
    shop.plan(*[fault] * 3, operation="create_payment_intent")
    wishes = {"stripe_mode": "payment_intent", "stripe_payment_method": Method.CARD.value}
    with pytest.raises(UnknownOutcomeError):
        await begin(shop, transaction_id, **wishes)
    await shop.work(later=A_WHILE)
    await shop.work(later=A_WHILE)
    assert Status.COMPLETED is (await shop.transaction(transaction_id)).status
    assert 1 == len(shop.all_at_stripe("payment_intent"))


async def test_a_repeated_request_carries_on_where_the_answer_was_lost(shop: StripeShop) -> None:
    transaction_id = SystemIdentifiers().new_id()
    shop.plan(*[Fault.TIME_OUT_BEFORE] * 3, operation="create_session")
    with pytest.raises(UnknownOutcomeError):
        await begin(shop, transaction_id)
    shop.clock.later += A_WHILE
    assert Status.PENDING is await begin(shop, transaction_id)


async def test_a_busy_stripe_has_done_nothing(shop: StripeShop) -> None:
    shop.plan(*[Fault.BUSY] * 3, operation="create_session")
    with pytest.raises(GatewayUnavailableError):
        await shop.order()


async def test_a_refusal_is_told_in_stripes_words(shop: StripeShop) -> None:
    shop.plan(Fault.REFUSE, operation="create_session")
    with pytest.raises(GatewayRefusedError) as refusal:
        await shop.order()
    assert ("amount_too_small", True) == (refusal.value.code, "at least 50 cents" in refusal.value.text)


async def test_a_payment_whose_events_got_lost_is_asked_about(shop: StripeShop) -> None:
    shop.silence()
    order = await shop.order()
    shop.simulator.pay(session_of(order))
    await shop.work(later=A_WHILE)
    assert Status.COMPLETED is (await shop.transaction(order.id)).status


async def test_a_look_that_is_refused_decides_nothing(shop: StripeShop) -> None:
    """A key that is being rolled."""
    shop.silence()
    order = await shop.order()
    shop.simulator.pay(session_of(order))
    shop.plan(Fault.REFUSE, operation="read")
    await shop.work(later=A_WHILE)
    assert Status.PENDING is (await shop.transaction(order.id)).status
    await shop.work(later=A_WHILE)
    assert Status.COMPLETED is (await shop.transaction(order.id)).status


@pytest.mark.parametrize(
    ("operation", "wishes"),
    [
        ("create_session", {}),
        ("create_payment_intent", {"stripe_mode": "payment_intent", "stripe_payment_method": Method.CARD.value}),
    ],
)
async def test_a_refused_look_for_what_was_opened_leaves_the_payment_alive(
    shop: StripeShop, operation: str, wishes: dict[str, str]
) -> None:
    transaction_id = SystemIdentifiers().new_id()
    shop.silence()
    shop.plan(*[Fault.TIME_OUT_AFTER] * 3, operation=operation)
    with pytest.raises(UnknownOutcomeError):
        await begin(shop, transaction_id, **wishes)
    shop.plan(Fault.REFUSE, operation="read")
    await shop.work(later=A_WHILE)
    assert Status.INITIATED is (await shop.transaction(transaction_id)).status
    await shop.work(later=A_WHILE)
    assert Status.PENDING is (await shop.transaction(transaction_id)).status


async def test_an_event_may_be_quicker_than_the_answer(shop: StripeShop) -> None:
    """The payer pays while nobody knows whether there is a page."""
    transaction_id = SystemIdentifiers().new_id()
    shop.plan(*[Fault.TIME_OUT_AFTER] * 3, operation="create_session")
    with pytest.raises(UnknownOutcomeError):
        await begin(shop, transaction_id)
    shop.simulator.pay(shop.all_at_stripe("checkout.session")[0]["id"])
    paid = await shop.told(transaction_id)
    assert (Status.COMPLETED, usd(1999)) == (paid.status, paid.captured_amount)
    await shop.work(later=A_WHILE)
    assert Status.COMPLETED is (await shop.transaction(transaction_id)).status
