"""What Stripe keeps, takes back and returns: recorded once, whatever the payment is told besides."""

import pytest

from adapters.sandbox.faults import Fault
from billing.domain.gateway_entry import EntryKind, GatewayEntry
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from shared_kernel.money import Money
from tests.contract.stripe.shop import A_WHILE, StripeShop, details_of, session_of, usd


async def entries(shop: StripeShop, order: Transaction) -> tuple[GatewayEntry, ...]:
    async with shop.store.units_of_work(tenant_id=shop.store.tenant_id) as unit:
        return await unit.entries.of_transaction(order.id)


def sums(found: tuple[GatewayEntry, ...]) -> dict[EntryKind, Money]:
    return {entry.kind: entry.amount for entry in found}


async def test_the_fee_of_a_payment_is_recorded(shop: StripeShop) -> None:
    order = await shop.paid()
    (fee,) = await entries(shop, order)
    assert (EntryKind.FEE, usd(88)) == (fee.kind, fee.amount)
    details = details_of(order)
    assert (88, "USD", fee.external_id) == (details.fee, details.fee_currency, details.balance_transaction_id)
    assert 1 == (await shop.store.event_types()).count("billing.fee.recorded.v1")


async def test_a_fee_that_is_seen_in_several_ways_is_recorded_once(shop: StripeShop) -> None:
    """The payment's look-up tells it as well, and so does every later word about the charge."""
    shop.silence()
    order = await shop.order()
    shop.simulator.pay(session_of(order))
    await shop.work(later=A_WHILE)
    assert [usd(88)] == [fee.amount for fee in await entries(shop, order)]
    for event in shop.all_at_stripe("event") * 2:
        told = {name: value for name, value in event.items() if not name.startswith("_")}
        assert 200 == (await shop.say(told))[0]
    assert [usd(88)] == [fee.amount for fee in await entries(shop, order)]
    assert 1 == (await shop.store.event_types()).count("billing.fee.recorded.v1")


async def test_the_fee_of_a_captured_part_is_that_of_the_part(shop: StripeShop) -> None:
    order = await shop.order(capture="manual")
    shop.simulator.pay(session_of(order))
    await shop.capture(await shop.told(order.id), 1000)
    await shop.told(order.id)
    assert [usd(59)] == [fee.amount for fee in await entries(shop, order)]


@pytest.mark.parametrize(
    ("faults", "answer"),
    [([Fault.BUSY] * 3, (503, "failed: stripe is away")), ([Fault.REFUSE], (200, "ignored: read refused"))],
    ids=["busy", "a key that may not"],
)
async def test_a_fee_that_cannot_be_read_is_told_again_only_where_that_helps(
    shop: StripeShop, faults: list[Fault], answer: tuple[int, str]
) -> None:
    shop.silence()
    order = await shop.order()
    shop.simulator.pay(session_of(order))
    (updated,) = [event for event in shop.all_at_stripe("event") if event["type"] == "charge.updated"]
    said = {name: value for name, value in updated.items() if not name.startswith("_")}
    shop.plan(*faults, operation="read")
    assert answer == await shop.say(said)
    assert (200, "accepted") == await shop.say(said)
    assert [usd(88)] == [fee.amount for fee in await entries(shop, order)]


async def test_a_dispute_flags_a_payment_and_leaves_it_paid(shop: StripeShop) -> None:
    order = await shop.paid()
    dispute = shop.simulator.open_dispute(session_of(order))
    after = await shop.told(order.id)
    assert (Status.COMPLETED, usd(1999), usd(0)) == (after.status, after.captured_amount, after.refunded_amount)
    assert (dispute["id"], "needs_response") == (details_of(after).dispute_id, details_of(after).dispute_status)
    found = await entries(shop, order)
    assert {EntryKind.FEE, EntryKind.DISPUTE_OPENED, EntryKind.DISPUTE_WITHDRAWN} == set(sums(found))
    assert usd(1999) == sums(found)[EntryKind.DISPUTE_WITHDRAWN]
    assert [usd(88), usd(1500)] == sorted(entry.amount for entry in found if entry.kind is EntryKind.FEE)


async def test_a_dispute_that_is_won_brings_the_money_back(shop: StripeShop) -> None:
    order = await shop.paid()
    shop.simulator.close_dispute(shop.simulator.open_dispute(session_of(order))["id"], won=True)
    after = await shop.told(order.id)
    assert "won" == details_of(after).dispute_status
    found = sums(await entries(shop, order))
    assert usd(1999) == found[EntryKind.DISPUTE_REINSTATED]
    told = [kind for kind in await shop.store.event_types() if kind.startswith("billing.dispute.")]
    assert sorted(f"billing.dispute.{word}.v1" for word in ("opened", "withdrawn", "reinstated", "won")) == sorted(told)


async def test_a_dispute_that_is_lost_is_a_loss_and_no_refund(shop: StripeShop) -> None:
    order = await shop.paid()
    shop.simulator.close_dispute(shop.simulator.open_dispute(session_of(order))["id"], won=False)
    after = await shop.told(order.id)
    assert (Status.COMPLETED, usd(0), "lost") == (
        after.status,
        after.refunded_amount,
        details_of(after).dispute_status,
    )
    assert EntryKind.DISPUTE_REINSTATED not in sums(await entries(shop, order))


async def test_the_stages_of_a_dispute_may_come_in_any_order(shop: StripeShop) -> None:
    order = await shop.paid()
    url = shop.accounts.webhook_url
    shop.silence()
    shop.simulator.close_dispute(shop.simulator.open_dispute(session_of(order))["id"], won=True)
    shop.accounts.webhook_url = url
    events = [event for event in shop.all_at_stripe("event") if event["type"].startswith("charge.dispute.")]
    for event in [*events, *events]:
        told = {name: value for name, value in event.items() if not name.startswith("_")}
        assert (200, "accepted") == await shop.say(told)
    assert "won" == details_of(await shop.transaction(order.id)).dispute_status
    kinds = [entry.kind for entry in await entries(shop, order)]
    assert len(set(kinds)) + 1 == len(kinds), "two fees: of the payment and of the dispute"


async def test_an_inquiry_moves_nothing(shop: StripeShop) -> None:
    order = await shop.paid()
    dispute = {
        "id": "dp_1",
        "object": "dispute",
        "amount": 1999,
        "currency": "usd",
        "status": "warning_needs_response",
        "payment_intent": details_of(order).payment_intent_id,
        "balance_transactions": [],
    }
    event = {"id": "evt_1", "object": "event", "type": "charge.dispute.created", "data": {"object": dispute}}
    assert (200, "accepted") == await shop.say(event)
    assert [EntryKind.FEE] == [entry.kind for entry in await entries(shop, order)]
    assert "warning_needs_response" == details_of(await shop.transaction(order.id)).dispute_status
