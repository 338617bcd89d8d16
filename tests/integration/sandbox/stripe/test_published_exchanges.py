"""The example exchanges of the protocol (section 15), said byte for byte to the simulated Stripe."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.sandbox.stripe.shop import KEY, Shop

LIFE = 7200
CREATE = (
    "mode=payment&client_reference_id=txn-0001&metadata[transaction_id]=txn-0001"
    "&payment_intent_data[metadata][transaction_id]=txn-0001"
    "&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]={amount}"
    "&line_items[0][price_data][product_data][name]=Order+txn-0001"
    "&success_url=https%3A%2F%2Fm.example%2Fok%3Fs%3D{{CHECKOUT_SESSION_ID}}&cancel_url=https%3A%2F%2Fm.example%2Fback"
    "&expires_at={expires_at}"
)
SESSION = {
    "object": "checkout.session",
    "mode": "payment",
    "status": "open",
    "payment_status": "unpaid",
    "amount_total": 1999,
    "currency": "usd",
    "client_reference_id": "txn-0001",
    "payment_intent": None,
    "livemode": False,
    "metadata": {"transaction_id": "txn-0001"},
}


async def post(
    shop: Shop, path: str, form: str = "", *, key: str = "", account: str = ""
) -> tuple[int, Mapping[str, Any]]:
    """Status and JSON of an answer."""
    headers = {
        "Authorization": f"Bearer {KEY}",
        "Stripe-Version": "2026-10-28.endive",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    headers |= {"Idempotency-Key": key} if key else {}
    headers |= {"Stripe-Account": account} if account else {}
    url = f"{shop.base}/sandbox/stripe/v1/{path}"
    async with shop.http.post(url, data=form.encode(), headers=headers) as answer:
        assert "application/json" == answer.content_type
        return answer.status, await answer.json()


async def created(shop: Shop, *, amount: int = 1999, key: str = "checkout:txn-0001:1") -> tuple[int, Mapping[str, Any]]:
    expires_at = int(shop.clock.now().timestamp()) + LIFE
    return await post(shop, "checkout/sessions", CREATE.format(amount=amount, expires_at=expires_at), key=key)


async def paid(shop: Shop) -> str:
    """The payment of a session."""
    _, session = await created(shop)
    shop.simulator.pay(session["id"])
    return str((await shop.read(session["id"])).payment_intent)


def refusal(answer: tuple[int, Mapping[str, Any]]) -> tuple[int, str, str | None]:
    """Status, type and code of a refusal, which has a sentence as well."""
    status, body = answer
    assert body["error"]["message"]
    return status, body["error"]["type"], body["error"].get("code")


async def test_a_session_is_created_as_published(shop: Shop) -> None:
    status, session = await created(shop)
    assert (200, SESSION) == (status, {name: session[name] for name in SESSION})
    assert session["id"].startswith("cs_test_")
    assert session["url"].endswith(session["id"])


async def test_a_session_is_too_small_as_published(shop: Shop) -> None:
    answer = await created(shop, amount=49)
    assert (400, "invalid_request_error", "amount_too_small") == refusal(answer)
    assert answer[1]["error"]["param"]


async def test_the_same_key_with_another_amount_is_refused_as_published(shop: Shop) -> None:
    status, _ = await created(shop)
    assert (200, (400, "idempotency_error", None)) == (status, refusal(await created(shop, amount=2999)))


async def test_a_session_expires_once_as_published(shop: Shop) -> None:
    _, session = await created(shop)
    path = f"checkout/sessions/{session['id']}/expire"
    status, expired = await post(shop, path)
    assert (200, session["id"], "expired") == (status, expired["id"], expired["status"])
    assert (400, "invalid_request_error") == refusal(await post(shop, path))[:2]


async def test_refunds_are_made_and_refused_as_published(shop: Shop) -> None:
    intent = await paid(shop)
    form = f"payment_intent={intent}&amount=500&reason=requested_by_customer&metadata[refund_id]=r-1"
    status, refund = await post(shop, "refunds", form, key="refund:r-1")
    expected = {
        "object": "refund",
        "amount": 500,
        "currency": "usd",
        "payment_intent": intent,
        "status": "succeeded",
        "metadata": {"refund_id": "r-1"},
    }
    assert (200, expected) == (status, {name: refund[name] for name in expected})
    assert refund["charge"].startswith("ch_")
    assert (400, "invalid_request_error") == refusal(
        await post(shop, "refunds", f"payment_intent={intent}&amount=1500")
    )[:2]
    assert 200 == (await post(shop, "refunds", f"payment_intent={intent}"))[0]
    again = await post(shop, "refunds", f"payment_intent={intent}&amount=1")
    assert (400, "invalid_request_error", "charge_already_refunded") == refusal(again)


@pytest.mark.parametrize("funds", [0, 10_000])
async def test_a_payout_of_a_connected_account_is_made_or_refused_as_published(shop: Shop, funds: int) -> None:
    account = await shop.client.v1.accounts.create_async({"type": "express"})
    shop.simulator.onboard(account.id)
    if funds:
        shop.simulator.top_up(KEY, amount=funds, currency="usd")
        await shop.client.v1.transfers.create_async({"amount": funds, "currency": "usd", "destination": account.id})
    form = "amount=10000&currency=usd&metadata[withdrawal_id]=wd-1"
    status, payout = await post(shop, "payouts", form, account=account.id)
    listed = await shop.client.v1.payouts.list_async(options={"stripe_account": account.id})
    expected = (200, "pending", None) if funds else (400, None, "balance_insufficient")
    assert expected == (status, payout.get("status"), payout.get("error", {}).get("code"))
    assert ([10_000] if funds else []) == [one.amount for one in listed.data]


async def test_a_direct_charge_is_declined_as_published(shop: Shop) -> None:
    form = (
        "amount=1999&currency=usd&confirm=true&payment_method=pm_card_chargeDeclinedInsufficientFunds"
        "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
    )
    status, body = await post(shop, "payment_intents", form)
    error = body["error"]
    assert (402, "card_error", "card_declined", "insufficient_funds") == (
        status,
        error["type"],
        error["code"],
        error["decline_code"],
    )
    assert (True, "requires_payment_method") == (error["charge"].startswith("ch_"), error["payment_intent"]["status"])
