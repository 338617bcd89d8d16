"""What each provider says of one payment, signed; nearly all of it is made before the clock starts."""

import hashlib
import json
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID

from adapters.gateways.octo.signature import sign as sign_octo
from adapters.gateways.stripe.event import API_VERSION
from adapters.gateways.stripe.signature import sign as sign_stripe
from benchmarks import contracts
from benchmarks.http1 import Http1Error, ok, post
from benchmarks.merchant import Payment

Ask = Callable[[bytes], Awaitable[bytes]]
# All that a provider says of a payment, and whether it was believed.
Conversation = Callable[[Ask], Awaitable[None]]

_JSON = MappingProxyType({"Content-Type": "application/json"})
_FORM = MappingProxyType({"Content-Type": "application/x-www-form-urlencoded"})
_SIGN_TIME = "2026-01-15 10:20:30"
_SUM = contracts.ORDER_MINOR_UNITS // 100


def stripe(path: str, payment: Payment) -> Conversation:
    """`checkout.session.completed`, as Stripe's dashboard shows it for a paid session."""
    name = payment.id.replace("-", "")
    session = {
        "id": contracts.stripe_session(payment.id),
        "object": "checkout.session",
        "amount_subtotal": contracts.ORDER_MINOR_UNITS,
        "amount_total": contracts.ORDER_MINOR_UNITS,
        "client_reference_id": payment.id,
        "currency": contracts.STRIPE_CURRENCY.lower(),
        "customer_details": {"email": "payer@example.com", "name": "Dilnoza Karimova", "phone": None},
        "expires_at": int(time.time()) + 86_400,
        "livemode": False,
        "metadata": {"transaction_id": payment.id},
        "mode": "payment",
        "payment_intent": f"pi_{name}",
        "payment_method_types": ["card"],
        "payment_status": "paid",
        "status": "complete",
        "success_url": "https://shop.example/thanks",
        "url": None,
    }
    event = {
        "id": f"evt_{name}",
        "object": "event",
        "api_version": API_VERSION,
        "created": int(time.time()),
        "data": {"object": session},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "checkout.session.completed",
    }
    body, now = json.dumps(event, indent=2).encode(), int(time.time())
    signature = f"t={now},v1={sign_stripe(body=body, secret=contracts.STRIPE_SECRET, timestamp=now)}"
    return _said_once(post(path, body, {**_JSON, "Stripe-Signature": signature}), {"received": True})


def octo(path: str, payment: Payment) -> Conversation:
    """The notification of a success."""
    digest = sign_octo(key=contracts.OCTO_KEY, uuid=payment.id, status="succeeded")
    told = {**_octo_payment(payment.id), "signature": digest.hex().upper(), "hash_key": payment.id}
    told |= {"currency": contracts.OCTO_CURRENCY, "maskedPan": "860031** **** 1293", "rrn": "612139657999"}
    told |= {"card_country": "UZ", "card_type": "UZCARD", "riskLevel": 0, "payed_time": _SIGN_TIME}
    return _said_once(post(path, json.dumps(told).encode(), _JSON), {"status": "ok"})


def octo_answer(request: bytes) -> bytes:
    """How Octo says that a payment stands, when it is asked by our reference: paid."""
    reference = json.loads(request)["shop_transaction_id"]
    return ok(json.dumps({"error": 0, "data": _octo_payment(reference[: len(reference) - 2])}).encode())


def click(path: str, payment: Payment) -> Conversation:
    """Prepare and Complete. What Complete repeats of the answer to Prepare is signed too, so it waits for that."""
    trans_id = str(UUID(payment.id).int & (2**62 - 1))
    form = {
        "click_trans_id": trans_id,
        "service_id": contracts.CLICK_SERVICE,
        "click_paydoc_id": trans_id,
        "merchant_trans_id": payment.reference,
        "amount": _SUM,
        "error": 0,
        "error_note": "Success",
        "sign_time": _SIGN_TIME,
    }
    begin = f"{trans_id}{contracts.CLICK_SERVICE}{contracts.CLICK_KEY}{payment.reference}"
    asked = {**form, "action": 0, "sign_string": _md5(f"{begin}{_SUM}0{_SIGN_TIME}")}
    prepare = post(path, urlencode(asked).encode(), _FORM)

    async def say(ask: Ask) -> None:
        number = _agreed(await ask(prepare), {"error": 0})["merchant_prepare_id"]
        signature = _md5(f"{begin}{number}{_SUM}1{_SIGN_TIME}")
        complete = {**form, "action": 1, "merchant_prepare_id": number, "sign_string": signature}
        _agreed(await ask(post(path, urlencode(complete).encode(), _FORM)), {"error": 0, "merchant_confirm_id": number})

    return say


def payme(path: str, payment: Payment) -> Conversation:
    """CreateTransaction and PerformTransaction."""
    word = b64encode(f"Paycom:{contracts.PAYME_KEY}".encode()).decode()
    headers = {**_JSON, "Authorization": f"Basic {word}"}
    name = payment.id.replace("-", "")[-24:]
    account = {contracts.PAYME_FIELD: payment.reference}
    begun = {"id": name, "time": int(time.time() * 1000), "amount": contracts.ORDER_MINOR_UNITS, "account": account}

    def call(method: str, params: Mapping[str, object]) -> bytes:
        return post(path, json.dumps({"method": method, "params": params, "id": 1}).encode(), headers)

    create, perform = call("CreateTransaction", begun), call("PerformTransaction", {"id": name})

    async def say(ask: Ask) -> None:
        _agreed(_result(await ask(create)), {"state": 1})
        _agreed(_result(await ask(perform)), {"state": 2})

    return say


def _octo_payment(transaction_id: str) -> dict[str, object]:
    return {
        "shop_transaction_id": contracts.octo_reference(transaction_id),
        "octo_payment_UUID": transaction_id,
        "status": "succeeded",
        "total_sum": _SUM,
        "transfer_sum": _SUM,
        "refunded_sum": 0,
    }


def _said_once(request: bytes, answer: Mapping[str, object]) -> Conversation:
    async def say(ask: Ask) -> None:
        _agreed(await ask(request), answer)

    return say


def _agreed(body: bytes, wanted: Mapping[str, object]) -> Mapping[str, object]:
    """The answer, which says this among other things."""
    answer: dict[str, object] = json.loads(body)
    if not wanted.items() <= answer.items():
        raise Http1Error(f"refused: {body!r}")
    return answer


def _result(body: bytes) -> bytes:
    return json.dumps(json.loads(body).get("result", {"refused": body.decode()})).encode()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


PROVIDERS: Mapping[str, Callable[[str, Payment], Conversation]] = MappingProxyType(
    {"stripe": stripe, "octo": octo, "click": click, "payme": payme}
)
