"""Stripe's events: who is believed, what each means, and what of them changes nothing."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from adapters.gateways.stripe.signature import sign
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.contract.click.conftest import memory_store
from tests.contract.stripe.shop import SECRET, StripeShop, details_of, session_of, stripe_shop, usd
from tests.fakes.billing.builders import a_transaction, pending
from tests.unit.gateways.stripe.vectors import COMPLETED, EMPTY, OLD_SECRET, REFUND_FAILED, REFUNDED, THIN


def event(kind: str, about: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - an event is JSON
    return {
        "id": f"evt_{uuid4().hex}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "livemode": False,
        "type": kind,
        "data": {"object": about},
        **more,
    }


def session(order: Transaction, **facts: object) -> dict[str, Any]:
    return {
        "id": session_of(order),
        "object": "checkout.session",
        "mode": "payment",
        "status": "complete",
        "payment_status": "paid",
        "client_reference_id": str(order.id),
        "payment_intent": "pi_vec1",
        "amount_total": 1999,
        "currency": "usd",
        "metadata": {"transaction_id": str(order.id)},
        **facts,
    }


def intent(order: Transaction, **facts: object) -> dict[str, Any]:
    return {
        "id": "pi_vec1",
        "object": "payment_intent",
        "status": "succeeded",
        "amount": 1999,
        "amount_received": 1999,
        "currency": "usd",
        "metadata": {"transaction_id": str(order.id)},
        **facts,
    }


def completed(order: Transaction, **facts: object) -> dict[str, Any]:
    return event("checkout.session.completed", session(order, **facts))


def declined(order: Transaction) -> dict[str, Any]:
    error = {"code": "card_declined", "decline_code": "stolen_card", "message": "Your card was stolen."}
    return event(
        "payment_intent.payment_failed",
        intent(order, status="requires_payment_method", amount_received=0, last_payment_error=error),
    )


UNPAID = {"payment_status": "unpaid"}
EXPIRED = {"status": "expired", "payment_status": "unpaid", "payment_intent": None}


def told(word: str, order: Transaction) -> dict[str, Any]:
    """The events of the published sequences by name."""
    return {
        "completed": completed(order),
        "completed, unpaid": completed(order, **UNPAID),
        "succeeded": event("payment_intent.succeeded", intent(order)),
        "expired": event("checkout.session.expired", session(order, **EXPIRED)),
        "async failed": event("checkout.session.async_payment_failed", session(order, **UNPAID)),
        "async succeeded": event("checkout.session.async_payment_succeeded", session(order)),
        "declined": declined(order),
    }[word]


SEQUENCES = {
    "paid, told three times": (["completed", "succeeded", "completed"], Status.COMPLETED, False),
    "late money is booked": (["expired", "completed"], Status.COMPLETED, True),
    "a late end is ignored": (["completed", "expired"], Status.COMPLETED, False),
    "a debit that failed": (["completed, unpaid", "async failed"], Status.FAILED, False),
    "a debit that came, in any order": (["async succeeded", "completed, unpaid"], Status.COMPLETED, False),
    "a payer who tries again": (["declined", "declined", "completed"], Status.COMPLETED, False),
    "an old decline": (["succeeded", "declined"], Status.COMPLETED, False),
}


@pytest.mark.parametrize(("words", "status", "late"), SEQUENCES.values(), ids=SEQUENCES.keys())
async def test_the_published_sequences(shop: StripeShop, words: list[str], status: Status, *, late: bool) -> None:
    """Protocol, section 19: state-machine vectors."""
    order = await shop.order()
    for word in words:
        assert (200, "accepted") == await shop.say(told(word, order))
    after = await shop.transaction(order.id)
    assert (status, late) == (after.status, after.late)
    booked = (await shop.store.event_types()).count("billing.transaction.completed.v1")
    assert booked == (1 if status is Status.COMPLETED else 0)


async def test_twenty_at_once_are_booked_once(shop: StripeShop) -> None:
    order = await shop.order()
    said = completed(order)
    answers = await asyncio.gather(*(shop.say(said) for _ in range(20)))
    assert {(200, "accepted")} == set(answers)
    assert 1 == (await shop.store.event_types()).count("billing.transaction.completed.v1")


@pytest.mark.parametrize("facts", [{"amount_total": 2999}, {"currency": "eur"}, {"amount_total": 0}])
async def test_money_that_does_not_fit_is_not_booked(shop: StripeShop, facts: dict[str, object]) -> None:
    order = await shop.order()
    await shop.say(completed(order, **facts))
    after = await shop.transaction(order.id)
    assert (Status.PENDING, usd(0)) == (after.status, after.captured_amount)
    assert [DiscrepancyKind.AMOUNT_MISMATCH] == [one.kind for one in await shop.discrepancies(order.id)]


@pytest.mark.parametrize("facts", [{"amount_total": None}, {"amount_total": "1999"}, {"currency": "xxx"}])
async def test_money_that_cannot_be_read_is_not_booked(shop: StripeShop, facts: dict[str, object]) -> None:
    order = await shop.order()
    assert (200, "accepted") == await shop.say(completed(order, **facts))
    assert Status.PENDING is (await shop.transaction(order.id)).status


async def test_the_secret_reason_of_a_decline_is_not_told(shop: StripeShop) -> None:
    order = await shop.order()
    await shop.say(declined(order))
    details = details_of(await shop.transaction(order.id))
    assert ("generic_decline", "The card was declined.") == (details.error_code, details.error_message)


@pytest.mark.parametrize(
    "body", [THIN, EMPTY, b"\xff\xfe", b"not json", b"[]"], ids=["thin", "empty", "no UTF-8", "no JSON", "a list"]
)
async def test_what_is_no_event_is_refused_though_signed(shop: StripeShop, body: bytes) -> None:
    assert (400, "refused: no event") == await shop.deliver(body)


async def test_a_forged_event_changes_nothing(shop: StripeShop) -> None:
    order = await shop.order()
    body = json.dumps(completed(order)).encode()
    assert (400, "refused: signature") == await shop.deliver(body, secret=OLD_SECRET)
    assert Status.PENDING is (await shop.transaction(order.id)).status


async def test_an_event_without_a_signature_is_refused(shop: StripeShop) -> None:
    path = f"/webhooks/stripe/{shop.configuration.endpoint}"
    async with shop.shell.client.post(path, data=COMPLETED) as response:
        assert 400 == response.status


@pytest.mark.parametrize(("seconds_ago", "status"), [(290, 200), (310, 400), (-310, 400)])
async def test_an_old_signature_is_refused(shop: StripeShop, seconds_ago: int, status: int) -> None:
    """Also one from the future: it could be kept until its time comes."""
    timestamp = int(datetime.now(UTC).timestamp()) - seconds_ago
    header = f"t={timestamp},v1={sign(body=COMPLETED, secret=SECRET, timestamp=timestamp)}"
    path = f"/webhooks/stripe/{shop.configuration.endpoint}"
    async with shop.shell.client.post(path, data=COMPLETED, headers={"stripe-signature": header}) as response:
        assert status == response.status


async def test_two_secrets_are_good_while_one_is_replaced() -> None:
    async with stripe_shop(memory_store(), webhook_secrets=f"{SECRET},{OLD_SECRET}") as shop:
        order = await shop.order()
        body = json.dumps(completed(order)).encode()
        assert (200, "accepted") == await shop.deliver(body, secret=OLD_SECRET)
        assert Status.COMPLETED is (await shop.transaction(order.id)).status


async def test_an_event_of_the_other_mode_is_heard_and_ignored(shop: StripeShop) -> None:
    """An endpoint of a Connect platform hears both."""
    order = await shop.order()
    assert (200, "ignored: livemode") == await shop.say(completed(order) | {"livemode": True})
    assert Status.PENDING is (await shop.transaction(order.id)).status


@pytest.mark.parametrize("kind", ["customer.created", "product.updated", "v9.something.new"])
async def test_what_means_nothing_to_us_is_heard(shop: StripeShop, kind: str) -> None:
    assert (200, "ignored: type") == await shop.say(event(kind, {"id": "cus_1", "object": "customer"}))


@pytest.mark.parametrize("body", [COMPLETED, REFUNDED, REFUND_FAILED], ids=["a session", "a charge", "a refund"])
async def test_a_payment_of_somebody_else_is_heard(shop: StripeShop, body: bytes) -> None:
    """Other software of the merchant's may use the same account."""
    assert (200, "ignored: unknown payment") == await shop.deliver(body)


async def test_an_event_of_another_api_version_is_taken(shop: StripeShop) -> None:
    order = await shop.order()
    assert (200, "accepted") == await shop.say(completed(order) | {"api_version": "2025-03-31.basil"})
    assert Status.COMPLETED is (await shop.transaction(order.id)).status


@pytest.mark.parametrize("name", ["pi_1/../../v1/payouts", "pi_1?x=1", "", 5, None, {"id": ["pi"]}])
async def test_a_name_that_is_a_path_is_not_asked_for(shop: StripeShop, name: object) -> None:
    refund = {"id": "re_1", "object": "refund", "amount": 5, "currency": "usd", "payment_intent": name}
    assert (200, "ignored: unknown payment") == await shop.say(event("refund.created", refund))


@pytest.mark.parametrize("metadata", [None, [], {"transaction_id": 5}, {"transaction_id": "txn"}])
async def test_a_session_is_known_by_its_name_too(shop: StripeShop, metadata: object) -> None:
    order = await shop.order()
    assert (200, "accepted") == await shop.say(completed(order, metadata=metadata, client_reference_id=None))
    assert Status.COMPLETED is (await shop.transaction(order.id)).status


async def test_a_session_with_an_id_of_somebody_else_is_known_by_its_name(shop: StripeShop) -> None:
    order = await shop.order()
    strange = {"transaction_id": str(uuid4())}
    assert (200, "accepted") == await shop.say(completed(order, metadata=strange, client_reference_id=None))
    assert Status.COMPLETED is (await shop.transaction(order.id)).status


async def test_stripe_completes_no_payment_of_another_gateway(shop: StripeShop) -> None:
    order, other = await shop.order(), pending(a_transaction(tenant_id=shop.store.tenant_id, amount=usd(1999)))
    async with shop.store.units_of_work(tenant_id=shop.store.tenant_id) as unit:
        await unit.transactions.add(other)
    named = {"id": "cs_test_unknown", "metadata": {"transaction_id": str(other.id)}}
    assert (200, "ignored: unknown payment") == await shop.say(completed(order, **named))
    assert Status.PENDING is (await shop.transaction(other.id)).status
