"""PaymentIntents (section 6): payments without Stripe's page, and those behind its pages."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources import charging
from adapters.sandbox.stripe.resources.amounts import check_charge, currency_code
from adapters.sandbox.stripe.resources.methods import method_of
from adapters.sandbox.stripe.rest.errors import ApiError, Json, wrong_state
from adapters.sandbox.stripe.rest.fields import (
    boolean,
    ignored,
    metadata,
    one_of,
    positive,
    text,
)
from adapters.sandbox.stripe.rest.lists import list_of
from adapters.sandbox.stripe.rest.operation import Call, get, post
from adapters.sandbox.stripe.rest.rendering import shown

CAPTURE_METHOD = one_of("automatic", "automatic_async", "manual")
_CONFIRMABLE = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
_CANCELABLE = _CONFIRMABLE | {"requires_capture"}
_IGNORED = ignored(
    "allowed_payment_method_types",
    "excluded_payment_method_types",
    "mandate",
    "mandate_data",
    "off_session",
    "payment_method_options",
    "receipt_email",
    "return_url",
    "setup_future_usage",
    "shipping",
    "use_stripe_sdk",
)


def open_intent(books: Books, facts: Json, **own: object) -> Json:
    """A new payment of an amount; `facts` are the caller's parameters, `own` is what only we know."""
    method = facts.get("payment_method")
    name = books.new_id("pi")
    intent = books.add(
        "pi",
        "payment_intent",
        amount=facts["amount"],
        amount_capturable=0,
        amount_received=0,
        application_fee_amount=facts.get("application_fee_amount"),
        canceled_at=None,
        cancellation_reason=None,
        capture_method=facts.get("capture_method", "automatic_async"),
        client_secret=f"{name}_secret_{books.new_secret()}",
        confirmation_method="automatic",
        currency=facts["currency"],
        customer=facts.get("customer"),
        description=facts.get("description"),
        last_payment_error=None,
        latest_charge=None,
        metadata=facts.get("metadata", {}),
        next_action=None,
        payment_method=method,
        payment_method_types=["card"],
        status="requires_confirmation" if method else "requires_payment_method",
        transfer_data=facts.get("transfer_data"),
        transfer_group=facts.get("transfer_group"),
        **own,
    )
    books.emit("payment_intent.created", intent)
    return intent


def _create(call: Call) -> Json:
    check_charge(call.params["amount"], call.params["currency"])
    if name := call.params.get("payment_method"):
        method_of(name)
    intent = open_intent(call.books, call.params)
    return _try(call, intent) if call.params.get("confirm") else intent


def _confirm(call: Call) -> Json:
    intent = _free(call)
    if intent["status"] not in _CONFIRMABLE:
        raise _unexpected(intent, "confirmed")
    intent |= {name: call.params[name] for name in ("capture_method",) if name in call.params}
    return _try(call, intent)


def _try(call: Call, intent: Json) -> Json:
    name = call.params.get("payment_method") or intent["payment_method"]
    if not name:
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. "
            "Update the PaymentIntent with a payment method and then confirm it again."
        )
        raise wrong_state(message, intent=shown(intent))
    charging.attempt(call.books, intent, method_of(name))
    if intent["last_payment_error"]:
        raise charging.declined(intent, shown(intent))
    charging.enter_charge(call.books, intent)
    return intent


def _capture(call: Call) -> Json:
    intent = _get(call)
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "captured")
    params = call.params
    amount = params["amount_to_capture"] if "amount_to_capture" in params else intent["amount_capturable"]
    if amount > intent["amount_capturable"]:
        message = f"The amount to capture, {amount}, is more than can be captured, {intent['amount_capturable']}."
        raise ApiError(message, code="amount_too_large", param="amount_to_capture")
    intent["metadata"] |= call.params.get("metadata", {})
    charging.capture(call.books, intent, amount=amount)
    if session := call.books.find(intent.get("_session", "")):
        session["payment_status"] = "paid"
    return intent


def _cancel(call: Call) -> Json:
    # The hold of a finished Checkout can only be released here: its session cannot expire any more.
    intent = _get(call) if _get(call)["status"] == "requires_capture" else _free(call)
    if intent["status"] not in _CANCELABLE:
        raise _unexpected(intent, "canceled")
    charging.cancel(call.books, intent, reason=call.params.get("cancellation_reason"))
    return intent


def _get(call: Call) -> Json:
    return call.books.get("payment_intent", call.id)


def _free(call: Call) -> Json:
    intent = _get(call)
    if intent.get("_session"):
        message = "This PaymentIntent was created by a Checkout Session: it cannot be confirmed or canceled directly."
        raise wrong_state(message)
    return intent


def _unexpected(intent: Json, done: str) -> ApiError:
    message = f"This PaymentIntent could not be {done} because it has a status of {intent['status']}."
    return wrong_state(message, intent=shown(intent))


OPERATIONS = (
    post(
        "/payment_intents",
        "create_payment_intent",
        _create,
        {
            "amount": positive,
            "currency": currency_code,
            "capture_method": CAPTURE_METHOD,
            "confirm": boolean,
            "customer": text,
            "description": text,
            "metadata": metadata,
            "payment_method": text,
            "transfer_group": text,
            **_IGNORED,
            **ignored("automatic_payment_methods", "statement_descriptor", "statement_descriptor_suffix"),
        },
        "amount",
        "currency",
    ),
    get("/payment_intents/{id}", _get, {"client_secret": text}),
    list_of("/payment_intents", "payment_intent", customer=text),
    post(
        "/payment_intents/{id}/confirm",
        "confirm",
        _confirm,
        {"payment_method": text, "capture_method": CAPTURE_METHOD, **_IGNORED},
    ),
    post(
        "/payment_intents/{id}/capture",
        "capture",
        _capture,
        {"amount_to_capture": positive, "metadata": metadata, **ignored("final_capture", "statement_descriptor")},
    ),
    post(
        "/payment_intents/{id}/cancel",
        "cancel",
        _cancel,
        {"cancellation_reason": one_of("duplicate", "fraudulent", "requested_by_customer", "abandoned")},
    ),
)
