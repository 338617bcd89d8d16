"""The protocol's example exchanges on the wire (section 15): our calls to the last field, and Stripe's answers."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from aiohttp import web

from adapters.gateways.stripe.client import StripeApi, StripeApis
from adapters.gateways.stripe.event import API_VERSION
from adapters.gateways.stripe.payment import read_payment
from adapters.gateways.stripe.requests import payout_params, refund_params, session_params, transfer_params
from adapters.gateways.stripe.settings import StripeSettings, parse_settings
from adapters.gateways.stripe.wishes import wishes_of
from billing.domain.details.stripe import StripeDetails
from billing.domain.errors import GatewayRefusedError, UnknownOutcomeError
from billing.domain.observation import Standing
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from billing.domain.transaction import Transaction
from tests.contract.gateways.mailbox import our_session, serving
from tests.contract.stripe.shop import SECRET, usd
from tests.fakes.billing.builders import a_transaction

KEY = "sk_test_x"
EXPIRES = 1767232800
# The published name of the payment is no id of ours; ours stands where `txn-0001` does.
PAYMENT = replace(
    a_transaction(gateway="stripe", amount=usd(1999), order_reference="txn-0001"),
    return_url="https://m.example/ok?s={CHECKOUT_SESSION_ID}",
    created_at=datetime.fromtimestamp(EXPIRES, UTC) - timedelta(hours=23),
)
ID = str(PAYMENT.id)
PAYOUT = replace(PAYMENT, amount=usd(10000))
REFUND = Refund(
    id=UUID(int=1),
    tenant_id=PAYMENT.tenant_id,
    transaction_id=PAYMENT.id,
    amount=usd(500),
    status=RefundStatus.PENDING,
    origin=RefundOrigin.CALLER,
    reason="requested_by_customer",
    external_id="",
    failure=None,
    created_at=PAYMENT.created_at,
    updated_at=PAYMENT.created_at,
)
SESSION = {
    "id": "cs_test_vec1",
    "object": "checkout.session",
    "mode": "payment",
    "status": "open",
    "payment_status": "unpaid",
    "amount_total": 1999,
    "currency": "usd",
    "client_reference_id": "txn-0001",
    "payment_intent": None,
    "url": "https://checkout.stripe.com/c/pay/cs_test_vec1",
    "expires_at": EXPIRES,
    "livemode": False,
    "metadata": {"transaction_id": "txn-0001"},
}
REFUNDED = {
    "id": "re_vec1",
    "object": "refund",
    "amount": 500,
    "currency": "usd",
    "charge": "ch_vec1",
    "payment_intent": "pi_vec1",
    "status": "succeeded",
}
PAID_OUT = {"id": "po_vec1", "object": "payout", "status": "pending"}


@dataclass(kw_only=True)
class Asked:
    """One message as it travelled."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def fields(self) -> dict[str, str]:
        """The form, each field once."""
        pairs = parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=bool(self.body))
        assert len(pairs) == len(dict(pairs))
        return dict(pairs)


@dataclass(kw_only=True)
class Wire:
    """A server in Stripe's place that answers as told, and our calls in front of it."""

    settings: StripeSettings
    apis: StripeApis
    asked: list[Asked] = field(default_factory=list)

    def api(self, account: str = "") -> StripeApi:
        return self.apis.of(self.settings, account=account)


@asynccontextmanager
async def wire(
    told: Mapping[str, Any], *, status: int = 200, at: Mapping[str, Mapping[str, Any]] | None = None
) -> AsyncIterator[Wire]:
    """`at`: what is answered at some paths instead."""
    made: Wire

    async def answer(request: web.Request) -> web.Response:
        body = await request.read()
        made.asked.append(
            Asked(method=request.method, path=request.path, body=body, headers=dict(request.headers)),
        )
        answer = (at or {}).get(request.path, told)
        return web.json_response(answer, status=status, headers={"Request-Id": "req_1"})

    async with serving([web.route("*", "/{tail:.*}", answer)]) as url, our_session() as session:
        known = {
            "secret_key": KEY,
            "webhook_secrets": SECRET,
            "api_url": url,
            "cancel_url": "https://m.example/back",
        }
        made = Wire(settings=parse_settings(known), apis=StripeApis(session))
        yield made


async def open_session(stripe: Wire, payment: Transaction = PAYMENT) -> Mapping[str, Any]:
    wishes = wishes_of(payment, settings=stripe.settings)
    params = session_params(transaction=payment, wishes=wishes, settings=stripe.settings)
    return await stripe.api().create_session(params, key="checkout:txn-0001:1")


async def refund(stripe: Wire) -> Mapping[str, Any]:
    params = refund_params(transaction=PAYMENT, refund=REFUND, intent="pi_vec1")
    return await stripe.api().create_refund(params, key="refund:r-1")


async def pay_out(stripe: Wire) -> Mapping[str, Any]:
    params = payout_params(transaction=PAYOUT, settings=stripe.settings)
    return await stripe.api("acct_vec1").create_payout(params, key="payout:wd-1")


async def test_a_session_is_asked_for_as_published() -> None:
    """Every field and no other; a name of ours on the session and on the payment it makes."""
    async with wire(SESSION) as stripe:
        assert SESSION == await open_session(stripe)
        [asked] = stripe.asked
        assert ("POST", "/v1/checkout/sessions") == (asked.method, asked.path)
        assert {
            "mode": "payment",
            "client_reference_id": ID,
            "metadata[transaction_id]": ID,
            "payment_intent_data[metadata][transaction_id]": ID,
            "line_items[0][quantity]": "1",
            "line_items[0][price_data][currency]": "usd",
            "line_items[0][price_data][unit_amount]": "1999",
            "line_items[0][price_data][product_data][name]": "Order txn-0001",
            "success_url": "https://m.example/ok?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://m.example/back",
            "expires_at": str(EXPIRES),
        } == asked.fields
        assert {
            "Authorization": f"Bearer {KEY}",
            "Idempotency-Key": "checkout:txn-0001:1",
            "Stripe-Version": "2026-10-28.endive",
            "Content-Type": "application/x-www-form-urlencoded",
        } == {name: asked.headers[name] for name in _SAID}
        assert "Stripe-Account" not in asked.headers


_SAID = ("Authorization", "Idempotency-Key", "Stripe-Version", "Content-Type")


async def test_a_payment_that_its_session_only_names_is_read_by_its_name() -> None:
    """What is asked to be expanded may come as an id all the same."""
    intent = {
        "id": "pi_vec1",
        "object": "payment_intent",
        "status": "succeeded",
        "amount": 1999,
        "amount_received": 1999,
        "currency": "usd",
        "latest_charge": "ch_vec1",
    }
    at = {
        "/v1/checkout/sessions/cs_test_vec1": {
            **SESSION,
            "status": "complete",
            "payment_status": "paid",
            "payment_intent": "pi_vec1",
        },
        "/v1/payment_intents/pi_vec1": intent,
        "/v1/refunds": {"object": "list", "data": [REFUNDED], "has_more": False, "url": "/v1/refunds"},
    }
    async with wire({}, at=at) as stripe:
        known = replace(PAYMENT, details=StripeDetails(session_id="cs_test_vec1"))
        payment = await read_payment(stripe.api(), known)
        seen = payment.observation()
        assert ("pi_vec1", Standing.PAID, usd(1999)) == (payment.intent_id, seen.standing, seen.amount)
        assert [("re_vec1", usd(500))] == [(one.external_id, one.amount) for one in seen.refunds]


async def test_a_repeated_call_says_the_same_to_the_last_byte() -> None:
    """Else its idempotency key would be refused (section 4)."""
    async with wire(SESSION) as stripe:
        for _ in range(2):
            await open_session(stripe)
        first, second = stripe.asked
        assert (first.body, first.headers["Idempotency-Key"]) == (second.body, second.headers["Idempotency-Key"])


async def test_an_expiry_is_asked_for_as_published() -> None:
    async with wire({**SESSION, "status": "expired"}) as stripe:
        assert "expired" == (await stripe.api().expire_session("cs_test_vec1", key="k"))["status"]
        [asked] = stripe.asked
        assert ("POST", "/v1/checkout/sessions/cs_test_vec1/expire", {}) == (asked.method, asked.path, asked.fields)


async def test_a_partial_refund_is_asked_for_as_published() -> None:
    async with wire(REFUNDED) as stripe:
        assert REFUNDED == await refund(stripe)
        [asked] = stripe.asked
        assert ("POST", "/v1/refunds", "refund:r-1") == (asked.method, asked.path, asked.headers["Idempotency-Key"])
        assert {
            "payment_intent": "pi_vec1",
            "amount": "500",
            "reason": "requested_by_customer",
            "metadata[refund_id]": str(REFUND.id),
            "metadata[transaction_id]": ID,
        } == asked.fields


async def test_a_reason_in_free_words_is_written_down_and_not_said_to_stripe() -> None:
    """Stripe takes three words and refuses any other (section 7)."""
    for reason, said in (("damaged", None), ("duplicate", "duplicate"), ("fraudulent", "fraudulent")):
        params = refund_params(transaction=PAYMENT, refund=replace(REFUND, reason=reason), intent="pi_vec1")
        assert (said, None if said else reason) == (params.get("reason"), params["metadata"].get("reason"))


async def test_a_payout_of_a_connected_account_is_asked_for_as_published() -> None:
    async with wire(PAID_OUT) as stripe:
        assert PAID_OUT == await pay_out(stripe)
        [asked] = stripe.asked
        assert ("POST", "/v1/payouts", "acct_vec1") == (asked.method, asked.path, asked.headers["Stripe-Account"])
        assert {"amount": "10000", "currency": "usd", "metadata[transaction_id]": ID} == asked.fields


async def test_a_transfer_goes_from_the_platform_itself() -> None:
    """Section 9: no Stripe-Account, and a group to find it again by."""
    async with wire({"id": "tr_vec1", "object": "transfer"}) as stripe:
        params = transfer_params(transaction=PAYOUT, account="acct_vec1")
        await stripe.api().create_transfer(params, key="k")
        [asked] = stripe.asked
        assert {
            "amount": "10000",
            "currency": "usd",
            "destination": "acct_vec1",
            "transfer_group": ID,
            "metadata[transaction_id]": ID,
        } == asked.fields
        assert ("/v1/transfers", False) == (asked.path, "Stripe-Account" in asked.headers)


async def test_a_capture_names_its_part_and_a_cancellation_nothing() -> None:
    """Sections 6 and 8."""
    async with wire({"id": "pi_vec1", "object": "payment_intent"}) as stripe:
        api = stripe.api()
        await api.capture_intent("pi_vec1", {"amount_to_capture": 1000}, key="c")
        await api.cancel_intent("pi_vec1", key="x")
        assert [
            ("/v1/payment_intents/pi_vec1/capture", {"amount_to_capture": "1000"}),
            ("/v1/payment_intents/pi_vec1/cancel", {}),
        ] == [(asked.path, asked.fields) for asked in stripe.asked]


# name: (the call, HTTP status, `error`, our word for it; empty: nobody knows, how often it is sent)
Act = Callable[[Wire], Awaitable[object]]
REFUSALS: dict[str, tuple[Act, int, dict[str, str], str, int]] = {
    "too small": (
        open_session,
        400,
        {"type": "invalid_request_error", "code": "amount_too_small", "param": "line_items"},
        "amount_too_small",
        1,
    ),
    "same key, other amount": (open_session, 400, {"type": "idempotency_error"}, "", 1),
    "same key, still running": (
        open_session,
        409,
        {"type": "idempotency_error", "code": "idempotency_key_in_use"},
        "",
        3,
    ),
    "expired a second time": (
        lambda stripe: stripe.api().expire_session("cs_test_vec1", key="k"),
        400,
        {"type": "invalid_request_error"},
        "invalid_request_error",
        1,
    ),
    "more than is left": (refund, 400, {"type": "invalid_request_error"}, "invalid_request_error", 1),
    "refunded entirely": (
        refund,
        400,
        {"type": "invalid_request_error", "code": "charge_already_refunded"},
        "charge_already_refunded",
        1,
    ),
    "low balance": (
        pay_out,
        400,
        {"type": "invalid_request_error", "code": "balance_insufficient"},
        "balance_insufficient",
        1,
    ),
    "a decline": (
        open_session,
        402,
        {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds", "charge": "ch_1"},
        "insufficient_funds",
        1,
    ),
}


@pytest.mark.parametrize(("act", "status", "error", "code", "times"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_a_published_refusal_is_told_as_published(
    act: Act, status: int, error: dict[str, str], code: str, times: int
) -> None:
    """What is sent again is sent under the same key, and says the same."""
    async with wire({"error": {"message": "No.", **error}}, status=status) as stripe:
        expected = GatewayRefusedError if code else UnknownOutcomeError
        with pytest.raises(expected) as refusal:
            await act(stripe)
        assert code == getattr(refusal.value, "code", "")
        assert times == len(stripe.asked)
        assert 1 == len({(asked.headers["Idempotency-Key"], asked.body) for asked in stripe.asked})


def test_the_version_is_the_pinned_one() -> None:
    assert "2026-10-28.endive" == API_VERSION
