"""The simulator driven by another process, and what its books say in the end."""

from typing import Any

import pytest

from tests.integration.sandbox.stripe.shop import KEY, Json, Shop


async def post(shop: Shop, action: str, **body: Any) -> tuple[int, Json]:  # noqa: ANN401 - JSON
    async with shop.http.post(f"{shop.base}/sandbox/stripe/_control/{action}", json=body) as answer:
        return answer.status, await answer.json()


async def books(shop: Shop) -> list[Json]:
    async with shop.http.get(f"{shop.base}/sandbox/stripe/_control/books") as answer:
        found: list[Json] = await answer.json()
        return found


async def test_another_process_can_pay_refund_and_dispute(shop: Shop) -> None:
    session = await shop.session()
    assert (200, "complete") == _status(await post(shop, "pay", id=session.id, method="pm_card_visa"))
    assert (200, "succeeded") == _status(await post(shop, "dashboard_refund", id=session.id, amount=500))
    _, dispute = await post(shop, "open_dispute", id=session.id)
    assert (200, "won") == _status(await post(shop, "close_dispute", id=dispute["id"], won=True))
    assert (200, {"settled": True}) == await post(shop, "settled")
    assert "charge.dispute.closed" in shop.webhook.told


async def test_the_books_tell_what_really_happened_to_every_payment(shop: Shop) -> None:
    open_one = await shop.session(reference="txn-1")
    paid = await shop.paid(reference="txn-2")
    refund = await shop.client.v1.refunds.create_async({"payment_intent": paid, "amount": 500})
    await shop.client.v1.refunds.create_async({"payment_intent": paid, "amount": 100})
    shop.simulator.fail_refund(refund.id)
    shop.simulator.open_dispute(paid)
    [account] = await books(shop)
    lines = {line["reference"]: line for line in account["payments"]}
    assert (1999, 100, 88, "succeeded", "needs_response") == tuple(
        lines["txn-2"][name] for name in ("collected", "refunded", "fee", "status", "dispute")
    )
    assert (open_one.id, 0, "open") == tuple(lines["txn-1"][name] for name in ("id", "collected", "status"))


async def test_the_books_tell_the_end_of_every_payout(shop: Shop) -> None:
    await post(shop, "top_up", secret_key=KEY, amount=3000, currency="usd")
    names = [f"wd-{number}" for number in range(3)]
    paid, failed, _ = [
        await shop.client.v1.payouts.create_async(
            {"amount": 1000, "currency": "usd", "metadata": {"withdrawal_id": name}}
        )
        for name in names
    ]
    await post(shop, "settle_payout", id=paid.id)
    await post(shop, "settle_payout", id=failed.id)
    await post(shop, "fail_payout", id=failed.id, code="no_account")
    [account] = await books(shop)
    ends = {line["reference"]: (line["status"], line["returned"]) for line in account["payouts"]}
    assert {"wd-0": ("paid", 0), "wd-1": ("failed", 1000), "wd-2": ("pending", 0)} == ends


async def test_another_process_plans_what_goes_wrong(shop: Shop) -> None:
    planned = {"faults": ["lost", "twice"], "operation": "notify", "reference": "txn-0001"}
    assert (200, {"planned": 2}) == await post(shop, "faults", **planned)
    session = await shop.session()
    await shop.client.v1.checkout.sessions.expire_async(session.id)
    assert [] == await shop.told()


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("steal", {}),
        ("pay", {"id": "cs_test_unknown"}),
        ("pay", {"id": "cs_test_unknown", "colour": "red"}),
        ("pay", {"id": "cs_test_unknown", "method": "cash"}),
        ("settle_refund", {"id": "re_unknown", "succeeded": "false"}),
        ("fail_payout", {}),
        ("faults", {"operation": "refund"}),
        ("faults", {"operation": "refund", "faults": ["explode"]}),
    ],
)
async def test_what_makes_no_sense_is_refused(shop: Shop, action: str, body: Json) -> None:
    status, answer = await post(shop, action, **body)
    assert status in {400, 404}
    assert answer["error"]["message"]


async def test_no_page_of_another_site_can_make_a_browser_pay(shop: Shop) -> None:
    """A form or plain text goes out without asking; JSON does not."""
    session = await shop.session()
    body = f'{{"id": "{session.id}"}}'
    headers = {"Content-Type": "text/plain"}
    async with shop.http.post(f"{shop.base}/sandbox/stripe/_control/pay", data=body, headers=headers) as answer:
        assert 400 == answer.status
    assert "open" == (await shop.read(session.id)).status


def _status(answer: tuple[int, Json]) -> tuple[int, str]:
    return answer[0], answer[1]["status"]
