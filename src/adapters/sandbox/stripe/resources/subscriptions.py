"""Subscriptions (sections 5.3 and 11), as far as Checkout makes them and time renews them."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources import charging
from adapters.sandbox.stripe.resources.invoices import charge, draw_up, settle
from adapters.sandbox.stripe.resources.methods import Method, method_of
from adapters.sandbox.stripe.rest.errors import ApiError, Json
from adapters.sandbox.stripe.rest.fields import Fields, boolean, ignored, metadata, text
from adapters.sandbox.stripe.rest.lists import list_of
from adapters.sandbox.stripe.rest.operation import Call, Operation, get, post

_DAY = 24 * 60 * 60
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_RETRY_DAYS = 3


def subscribe(books: Books, session: Json, method: Method) -> Json | None:
    """Start what a session sells; the first payment, or None when a trial comes first."""
    data = session["_data"]
    if not session["customer"]:
        customer = books.add("cus", "customer", email=session["customer_email"], metadata={}, name=None)
        session["customer"] = customer["id"]
        books.emit("customer.created", customer)
    items = [item for item in session["_line_items"]["data"] if item["price"]["recurring"]]
    trial = data.get("trial_period_days", 0)
    start = books.now()
    end = start + trial * _DAY if trial else start + _length(items[0])
    subscription = books.add(
        "sub",
        "subscription",
        cancel_at_period_end=False,
        canceled_at=None,
        collection_method="charge_automatically",
        currency=session["currency"],
        customer=session["customer"],
        default_payment_method=method.value,
        description=data.get("description"),
        ended_at=None,
        items={"object": "list", "data": [_item(books, one, start=start, end=end) for one in items]},
        latest_invoice=None,
        metadata=data.get("metadata", {}),
        start_date=start,
        status="trialing" if trial else "active",
        trial_end=end if trial else None,
    )
    amount = 0 if trial else session["amount_total"]
    invoice = draw_up(books, subscription, amount=amount, reason="subscription_create")
    intent = charge(books, invoice, method) if amount else None
    books.emit("customer.subscription.created", subscription)
    settle(books, invoice)
    session |= {"subscription": subscription["id"], "invoice": invoice["id"]}
    return intent


def renew(books: Books, subscription: Json, *, method: Method | None = None) -> Json:
    """The next period begins and its invoice is charged; `method` instead of the one the subscription has.

    Raises:
        ApiError: the subscription has ended.
    """
    if subscription["status"] == "canceled":
        raise ApiError("This subscription is canceled.")
    if subscription["cancel_at_period_end"]:
        _end(books, subscription)
        return subscription
    for item in subscription["items"]["data"]:
        start = item["current_period_end"]
        item |= {"current_period_start": start, "current_period_end": start + _length(item)}
    total = sum(item["price"]["unit_amount"] * item["quantity"] for item in subscription["items"]["data"])
    invoice = draw_up(books, subscription, amount=total, reason="subscription_cycle")
    method = method or method_of(subscription["default_payment_method"])
    intent = charge(books, invoice, method)
    is_paid = intent["status"] == "succeeded"
    before, subscription["status"] = subscription["status"], "active" if is_paid else "past_due"
    if is_paid:
        settle(books, invoice)
        charging.enter_charge(books, intent)
    else:
        invoice["next_payment_attempt"] = books.now() + _RETRY_DAYS * _DAY
        if intent["status"] == "requires_action":
            books.emit("invoice.payment_action_required", invoice)
        books.emit("invoice.payment_failed", invoice)
    books.emit("customer.subscription.updated", subscription, status=before)
    return invoice


def _item(books: Books, item: Json, *, start: int, end: int) -> Json:
    return {
        "id": books.new_id("si"),
        "object": "subscription_item",
        "created": start,
        "current_period_start": start,
        "current_period_end": end,
        "metadata": {},
        "price": item["price"],
        "quantity": item["quantity"],
    }


def _length(item: Json) -> int:
    recurring = item["price"]["recurring"]
    return int(_DAYS[recurring["interval"]] * recurring.get("interval_count", 1) * _DAY)


def _end(books: Books, subscription: Json) -> None:
    now = books.now()
    subscription |= {"status": "canceled", "canceled_at": now, "ended_at": now}
    books.emit("customer.subscription.deleted", subscription)


def _get(call: Call) -> Json:
    return call.books.get("subscription", call.id)


def _update(call: Call) -> Json:
    subscription = _get(call)
    if subscription["status"] == "canceled":
        raise ApiError("A canceled subscription can only update its metadata.")
    ends = subscription["cancel_at_period_end"]
    subscription["cancel_at_period_end"] = call.params.get("cancel_at_period_end", ends)
    subscription["metadata"] |= call.params.get("metadata", {})
    call.books.emit("customer.subscription.updated", subscription, cancel_at_period_end=ends)
    return subscription


def _cancel(call: Call) -> Json:
    subscription = _get(call)
    if subscription["status"] == "canceled":
        raise ApiError(f"No such subscription: '{call.id}'", code="resource_missing", param="id")
    _end(call.books, subscription)
    return subscription


OPERATIONS = (
    get("/subscriptions/{id}", _get),
    list_of("/subscriptions", "subscription", customer=text, status=text),
    post("/subscriptions/{id}", "cancel", _update, {"cancel_at_period_end": boolean, "metadata": metadata}),
    Operation(
        method="DELETE",
        path="/subscriptions/{id}",
        name="cancel",
        fields=Fields(ignored("cancellation_details", "invoice_now", "prorate")),
        run=_cancel,
    ),
)
