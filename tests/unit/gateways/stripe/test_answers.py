"""What Stripe's published answers mean, read by its own library (protocol, section 15: example exchanges)."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import stripe

from adapters.gateways.stripe.sdk import answer
from billing.domain.errors import GatewayRefusedError, UnknownOutcomeError

REFUSALS = {
    "too small": (400, {"type": "invalid_request_error", "code": "amount_too_small"}, "amount_too_small"),
    "expired a second time": (400, {"type": "invalid_request_error"}, "invalid_request_error"),
    "more than is left": (400, {"type": "invalid_request_error"}, "invalid_request_error"),
    "refunded entirely": (
        400,
        {"type": "invalid_request_error", "code": "charge_already_refunded"},
        "charge_already_refunded",
    ),
    "low balance": (400, {"type": "invalid_request_error", "code": "balance_insufficient"}, "balance_insufficient"),
    "decline": (
        402,
        {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds", "charge": "ch_1"},
        "insufficient_funds",
    ),
}
DONE = {
    "session": {
        "id": "cs_test_vec1",
        "object": "checkout.session",
        "status": "open",
        "payment_status": "unpaid",
        "amount_total": 1999,
        "currency": "usd",
        "payment_intent": None,
        "metadata": {"transaction_id": "txn-0001"},
    },
    "expired": {"id": "cs_test_vec1", "object": "checkout.session", "status": "expired"},
    "refund": {"id": "re_vec1", "object": "refund", "amount": 500, "payment_intent": "pi_vec1", "status": "succeeded"},
    "payout": {"id": "po_vec1", "object": "payout", "status": "pending"},
}


class Recorded(stripe.HTTPClient):
    """Brings one recorded answer to the library."""

    name = "recorded"

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__()
        self._status = status
        self._body = json.dumps(body).encode()

    async def request_async(self, *_: object, **__: object) -> tuple[bytes, int, Mapping[str, str]]:
        return self._body, self._status, {"Request-Id": "req_1"}


async def heard(status: int, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What our side hears of an answer."""
    client = stripe.StripeClient("sk_test_x", http_client=Recorded(status, body), max_network_retries=0)
    return await answer(client.v1.payouts.create_async({"amount": 10000, "currency": "usd"}))


@pytest.mark.parametrize("body", DONE.values(), ids=DONE.keys())
async def test_what_was_done_is_plain_data(body: Mapping[str, Any]) -> None:
    assert body == await heard(200, body)


@pytest.mark.parametrize(("status", "error", "code"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_a_clear_no_is_told_in_stripes_word(status: int, error: Mapping[str, Any], code: str) -> None:
    with pytest.raises(GatewayRefusedError) as refusal:
        await heard(status, {"error": {"message": "No.", **error}})
    assert code == refusal.value.code


@pytest.mark.parametrize(
    ("status", "error"),
    [(409, {"code": "idempotency_key_in_use"}), (400, {}), (404, {})],
    ids=["the first call is still running", "same key, other amount", "same key, something else"],
)
async def test_a_word_about_a_key_says_nothing_of_what_was_done_under_it(status: int, error: Mapping[str, Any]) -> None:
    """An earlier call with this key may have moved the money, or may yet do it."""
    with pytest.raises(UnknownOutcomeError):
        await heard(status, {"error": {"type": "idempotency_error", "message": "Wait.", **error}})
