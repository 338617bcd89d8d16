"""What the shop is told, and how: signed, repeated, out of order, contradicted, forged (section 12)."""

import hashlib
import hmac
from dataclasses import replace

import pytest
import stripe

from adapters.sandbox.faults import Fault
from adapters.sandbox.stripe.options import Patience, StripeOptions
from adapters.sandbox.stripe.webhooks.signature import signature
from tests.integration.sandbox.stripe.shop import KEY, OLD_SECRET, SECRET, Shop, running_shop
from tests.unit.gateways.stripe.vectors import COMPLETED, SIGNED, T, V, W


@pytest.mark.parametrize(("body", "secret", "at", "expected"), SIGNED.values(), ids=SIGNED.keys())
def test_signatures_are_those_of_the_test_vectors(body: bytes, secret: str, at: int, expected: str) -> None:
    """Section 19; the official library takes them."""
    header = signature(body, secrets=[secret], at=at)
    assert header.startswith(f"t={at},v1={expected},v0=")
    assert stripe.WebhookSignature.verify_header(body.decode(), header, secret)


def test_both_secrets_sign_while_one_is_replaced() -> None:
    """Cases 5 and 6."""
    assert signature(COMPLETED, secrets=[OLD_SECRET, SECRET], at=T).startswith(f"t={T},v1={W},v1={V},v0=")


async def paid_session(shop: Shop, reference: str = "txn-0001") -> str:
    session = await shop.session(reference=reference)
    shop.simulator.pay(session.id)
    return session.id


async def test_an_event_is_a_snapshot_with_the_call_it_came_from(shop: Shop) -> None:
    payment = await shop.paid()
    await shop.told()
    await shop.client.v1.refunds.create_async({"payment_intent": payment}, {"idempotency_key": "refund:1"})
    await shop.simulator.settled()
    event = shop.webhook.events[0]
    assert ("event", "2026-10-28.endive", False, "refund:1") == (
        event["object"],
        event["api_version"],
        event["livemode"],
        event["request"]["idempotency_key"],
    )
    assert event["request"]["id"].startswith("req_")
    assert "account" not in event
    read = await shop.client.v1.events.retrieve_async(event["id"])
    assert event["data"] == read.data.to_dict()


async def test_what_changed_is_told_with_what_it_was(shop: Shop) -> None:
    await shop.paid()
    await shop.simulator.settled()
    updated = next(event for event in shop.webhook.events if event["type"] == "charge.updated")
    assert {"balance_transaction": None} == updated["data"]["previous_attributes"]


async def test_every_delivery_carries_a_fake_scheme_beside_the_real_one(shop: Shop) -> None:
    await paid_session(shop)
    await shop.simulator.settled()
    assert [(True, 1)] == sorted({(",v0=" in header, header.count(",v1=")) for header in shop.webhook.headers})


@pytest.mark.parametrize("known", [SECRET, OLD_SECRET])
async def test_while_a_secret_is_replaced_either_verifies(shop: Shop, known: str) -> None:
    shop.accounts.accounts[0] = replace(shop.accounts.accounts[0], signing_secrets=(SECRET, OLD_SECRET))
    shop.webhook.secret = known
    await paid_session(shop)
    assert "checkout.session.completed" in await shop.told()
    assert [] == shop.webhook.refused


async def test_a_connect_endpoint_may_have_a_secret_of_its_own(shop: Shop) -> None:
    shop.accounts.accounts[0] = replace(shop.accounts.accounts[0], connect_signing_secrets=("whsec_connect",))
    account = await shop.client.v1.accounts.create_async({"type": "express"})
    shop.webhook.secret = "whsec_connect"
    shop.simulator.onboard(account.id)
    assert ["account.updated"] == await shop.told()


@pytest.mark.parametrize("status", [500, 400, 302])
async def test_what_is_not_answered_by_2xx_is_sent_again_with_a_fresh_timestamp(shop: Shop, status: int) -> None:
    shop.webhook.answers = [status, status]
    session = await shop.session()
    await shop.client.v1.checkout.sessions.expire_async(session.id)
    assert ["checkout.session.expired"] * 3 == await shop.told()


async def test_an_event_nobody_takes_is_given_up_and_can_be_found_later(shop: Shop) -> None:
    shop.webhook.answers = [500] * 3
    session = await shop.session()
    await shop.client.v1.checkout.sessions.expire_async(session.id)
    assert 3 == len(await shop.told())
    await paid_session(shop)
    await shop.told()
    missed = await shop.client.v1.events.list_async({"delivery_success": False})
    assert ["checkout.session.expired"] == [event.type for event in missed.data]
    named = await shop.client.v1.events.list_async({"types": ["charge.succeeded", "checkout.session.completed"]})
    assert ["checkout.session.completed", "charge.succeeded"] == [event.type for event in named.data]


async def test_a_thin_event_is_read_by_the_official_library_and_names_its_object(shop: Shop) -> None:
    """Section 12.2; on request, by the control."""
    control = f"{shop.base}/sandbox/stripe/_control/send_thin_events"
    async with shop.http.post(control, json={"secret_key": KEY, "enabled": True}) as answer:
        assert 200 == answer.status
    session = await paid_session(shop)
    await shop.simulator.settled()
    read = [shop.client.parse_event_notification(*one, SECRET) for one in shop.webhook.thin]
    completed = next(one for one in read if one.type == "v1.checkout.session.completed")
    # The library's own asynchronous fetch sends a parameter that Stripe does not know.
    fetched = await shop.client.raw_request_async("get", completed.related_object.url)
    assert ((session, "complete"), None) == (
        (fetched.data["id"], fetched.data["status"]),
        completed.context,
    )
    assert [] == shop.webhook.events
    shop.simulator.send_thin_events(KEY, enabled=False)
    await paid_session(shop, "txn-2")
    assert "checkout.session.completed" in await shop.told()


async def test_a_lost_event_never_comes(shop: Shop) -> None:
    shop.simulator.faults.plan([Fault.LOST], operation="notify.checkout.session.completed")
    await paid_session(shop)
    told = await shop.told()
    assert "checkout.session.completed" not in told
    assert "charge.updated" in told


async def test_a_duplicate_is_the_same_event_with_the_same_id(shop: Shop) -> None:
    shop.simulator.faults.plan([Fault.TWICE], operation="notify.checkout.session.completed")
    await paid_session(shop)
    await shop.simulator.settled()
    events = [event for event in shop.webhook.events if event["type"] == "checkout.session.completed"]
    assert [events[0]["id"]] * 2 == [event["id"] for event in events]


async def test_a_late_event_comes_after_the_one_that_follows_it(shop: Shop) -> None:
    shop.simulator.faults.plan([Fault.LATE], operation="notify.payment_intent.succeeded")
    await paid_session(shop)
    told = await shop.told()
    assert told.index("payment_intent.succeeded") > told.index("checkout.session.completed")


async def test_a_late_event_that_nothing_follows_comes_all_the_same() -> None:
    async with running_shop(StripeOptions(patience=Patience(late_seconds=0.05))) as shop:
        shop.simulator.faults.plan([Fault.LATE], operation="notify")
        session = await shop.session()
        await shop.client.v1.checkout.sessions.expire_async(session.id)
        assert ["checkout.session.expired"] == await shop.told()


@pytest.mark.parametrize(
    ("truth", "lie"),
    [
        ("checkout.session.completed", "checkout.session.expired"),
        ("payment_intent.succeeded", "payment_intent.payment_failed"),
    ],
)
async def test_a_contradiction_is_genuine_and_comes_before_the_truth(shop: Shop, truth: str, lie: str) -> None:
    shop.simulator.faults.plan([Fault.CONTRADICT], operation=f"notify.{truth}", reference="txn-0001")
    name = await paid_session(shop)
    await shop.simulator.settled()
    told = shop.webhook.told
    assert [lie, truth] == told[told.index(lie) : told.index(lie) + 2]
    ids = [event["id"] for event in shop.webhook.events]
    assert len(set(ids)) == len(ids)
    assert [] == shop.webhook.refused
    assert "paid" == (await shop.read(name)).payment_status


async def test_faults_of_notifications_meet_the_payment_they_are_planned_for(shop: Shop) -> None:
    shop.simulator.faults.plan([Fault.LOST] * 5, operation="notify", reference="txn-2")
    await paid_session(shop, "txn-1")
    assert 5 == len(await shop.told())
    await paid_session(shop, "txn-2")
    assert [] == await shop.told()


async def test_an_event_with_an_old_timestamp_or_a_foreign_signature_is_not_accepted(shop: Shop) -> None:
    await paid_session(shop)
    await shop.simulator.settled()
    name = shop.webhook.events[-1]["id"]
    await shop.told()
    shop.simulator.resend(name, seconds_ago=301)
    assert [] == await shop.told()
    shop.simulator.resend(name, forged=True)
    assert [] == await shop.told()
    assert ["Timestamp", "No"] == [reason.split()[0] for reason in shop.webhook.refused]
    shop.simulator.resend(name)
    assert 1 == len(await shop.told())


async def test_without_an_endpoint_nothing_is_sent_and_nothing_breaks() -> None:
    async with running_shop(webhook_url="") as shop:
        await paid_session(shop)
        assert [] == await shop.told()


async def test_a_merchant_that_is_down_breaks_nothing() -> None:
    async with running_shop(webhook_url="http://127.0.0.1:9/webhooks/stripe/t0ken") as shop:
        name = await paid_session(shop)
        await shop.simulator.settled()
        assert "paid" == (await shop.read(name)).payment_status
        missed = await shop.client.v1.events.list_async({"delivery_success": False})
        assert 5 == len(missed.data)


def test_a_key_is_the_secrets_whole_text() -> None:
    without_prefix = hmac.new(SECRET.removeprefix("whsec_").encode(), b"1.{}", hashlib.sha256).hexdigest()
    assert without_prefix not in signature(b"{}", secrets=[SECRET], at=1)
    stripe.WebhookSignature.verify_header("{}", signature(b"{}", secrets=[SECRET], at=1), SECRET)
