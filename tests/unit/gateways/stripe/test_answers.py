"""What Stripe's published answers mean, read by its own library (protocol, section 15: example exchanges)."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import stripe

from adapters.gateways.stripe.sdk import answer
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError

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

    def __init__(self, status: int, body: Mapping[str, Any] | bytes) -> None:
        super().__init__()
        self._status = status
        self._body = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def request_async(self, *_: object, **__: object) -> tuple[bytes, int, Mapping[str, str]]:
        return self._body, self._status, {"Request-Id": "req_1"}


async def heard(status: int, body: Mapping[str, Any] | bytes) -> Mapping[str, Any]:
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


# The tables of sections 3.1 to 3.3.
NOES = [
    *(
        (400, {"type": "invalid_request_error", "code": code}, code)
        for code in (
            "parameter_missing",
            "parameter_unknown",
            "parameter_invalid_integer",
            "amount_too_small",
            "amount_too_large",
            "charge_already_refunded",
            "charge_disputed",
            "charge_not_refundable",
            "charge_expired_for_capture",
            "refund_disputed_payment",
            "payment_intent_unexpected_state",
            "payment_method_unactivated",
            "balance_insufficient",
            "payouts_not_allowed",
            "instant_payouts_unsupported",
            "account_invalid",
            "livemode_mismatch",
            "testmode_charges_only",
            "a_code_of_tomorrow",
        )
    ),
    *(
        (402, {"type": "card_error", "code": code}, code)
        for code in (
            "card_declined",
            "expired_card",
            "incorrect_cvc",
            "processing_error",
            "authentication_required",
            "payment_intent_authentication_failure",
        )
    ),
    *(
        (402, {"type": "card_error", "code": "card_declined", "decline_code": code}, code)
        for code in (
            "generic_decline",
            "insufficient_funds",
            "expired_card",
            "incorrect_cvc",
            "processing_error",
            "do_not_honor",
            "try_again_later",
            "issuer_not_available",
            "authentication_required",
            "card_velocity_exceeded",
            "currency_not_supported",
            "transaction_not_allowed",
        )
    ),
    *(
        (402, {"type": "card_error", "code": "card_declined", "decline_code": code}, "generic_decline")
        for code in (
            "lost_card",
            "stolen_card",
            "fraudulent",
        )
    ),
    (402, {"type": "invalid_request_error"}, "invalid_request_error"),
    (404, {"type": "invalid_request_error", "code": "resource_missing"}, "resource_missing"),
    (401, {"type": "invalid_request_error", "code": "api_key_expired"}, "api_key_expired"),
    (401, {"type": "invalid_request_error", "code": "secret_key_required"}, "secret_key_required"),
    (403, {"type": "invalid_request_error"}, "invalid_request_error"),
    (424, {"type": "api_error"}, "api_error"),
]


@pytest.mark.parametrize(("status", "error", "code"), NOES)
async def test_a_code_of_the_tables_is_a_no(status: int, error: Mapping[str, Any], code: str) -> None:
    """The bank's own word before Stripe's; what would help a thief is told as any decline."""
    with pytest.raises(GatewayRefusedError) as refusal:
        await heard(status, {"error": {"message": "No.", **error}})
    assert code == refusal.value.code


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (429, {"type": "invalid_request_error", "code": "rate_limit"}),
        (400, {"type": "invalid_request_error", "code": "rate_limit"}),
        (429, {"type": "invalid_request_error", "code": "lock_timeout"}),
        (409, {"type": "invalid_request_error", "code": "lock_timeout"}),
        (429, {}),
    ],
)
async def test_a_busy_stripe_has_done_nothing(status: int, error: Mapping[str, Any]) -> None:
    with pytest.raises(GatewayUnavailableError):
        await heard(status, {"error": {"message": "Wait.", **error}})


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (409, {"error": {"type": "invalid_request_error", "message": "Conflict."}}),
        (500, {"error": {"type": "api_error", "message": "Oh."}}),
        (502, {}),
        (503, {"error": {"type": "api_error"}}),
        (400, {}),
        (404, {"message": "not Stripe's own words"}),
    ],
)
async def test_a_failure_without_a_clear_word_leaves_the_outcome_unknown(status: int, body: Mapping[str, Any]) -> None:
    """5xx, a conflict, and whatever has no `error`: a proxy may have written it."""
    with pytest.raises(UnknownOutcomeError):
        await heard(status, body)


@pytest.mark.parametrize("status", [200, 400, 404, 502])
@pytest.mark.parametrize("body", [b"<html></html>", b"", b'{"id": "po_', b"\xff"])
async def test_what_is_no_json_leaves_the_outcome_unknown(status: int, body: bytes) -> None:
    with pytest.raises(UnknownOutcomeError):
        await heard(status, body)


@pytest.mark.parametrize(
    ("status", "error"),
    [(409, {"code": "idempotency_key_in_use"}), (400, {}), (404, {})],
    ids=["the first call is still running", "same key, other amount", "same key, something else"],
)
async def test_a_word_about_a_key_says_nothing_of_what_was_done_under_it(status: int, error: Mapping[str, Any]) -> None:
    """An earlier call with this key may have moved the money, or may yet do it."""
    with pytest.raises(UnknownOutcomeError):
        await heard(status, {"error": {"type": "idempotency_error", "message": "Wait.", **error}})
