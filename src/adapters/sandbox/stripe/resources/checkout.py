"""Checkout Sessions (section 5): created, read, listed by their payment, expired."""

from dataclasses import replace

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources import charging
from adapters.sandbox.stripe.resources.amounts import check_charge
from adapters.sandbox.stripe.resources.checkout_fields import CREATE
from adapters.sandbox.stripe.resources.setup_intents import open_setup
from adapters.sandbox.stripe.rest.errors import ApiError, Json
from adapters.sandbox.stripe.rest.fields import one_of, text
from adapters.sandbox.stripe.rest.lists import PAGING, list_of, page_of
from adapters.sandbox.stripe.rest.operation import Call, get, post

KIND = "checkout.session"
_SOONEST = 30 * 60
_LATEST = 24 * 60 * 60
# Between our reading of the clock and Stripe's, a request has travelled.
_LEEWAY = 60
_MOST_ITEMS = 100
_OF_MODE = {"payment": "payment_intent_data", "subscription": "subscription_data", "setup": "setup_intent_data"}


def _create(call: Call) -> Json:
    params, books = call.params, call.books
    for mode, data in _OF_MODE.items():
        if mode != params["mode"] and data in params:
            raise ApiError(f"You can not pass `{data}` in `{params['mode']}` mode.", param=data)
    currency, total, items = _items(books, params)
    # On the first day of a trial nothing is due.
    total = 0 if params.get("subscription_data", {}).get("trial_period_days") else total
    name = books.new_id("cs_test")
    session = books.add(
        "cs_test",
        KIND,
        amount_subtotal=total,
        amount_total=total,
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        currency=currency,
        customer=params.get("customer"),
        customer_details=None,
        customer_email=params.get("customer_email"),
        expires_at=_expiry(params.get("expires_at"), now=books.now()),
        invoice=None,
        locale=params.get("locale"),
        metadata=params.get("metadata", {}),
        mode=params["mode"],
        payment_intent=None,
        payment_link=None,
        payment_method_types=["card"],
        payment_status="unpaid" if total else "no_payment_required",
        setup_intent=None,
        status="open",
        subscription=None,
        success_url=params["success_url"],
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode="hosted_page",
        _line_items={"object": "list", "url": f"/v1/checkout/sessions/{name}/line_items", "data": items},
        _data=params.get(_OF_MODE[params["mode"]], {}),
    )
    session["url"] = f"{call.origin}/sandbox/stripe/pay/{session['id']}"
    if session["mode"] == "setup":
        session["setup_intent"] = open_setup(books, session)["id"]
    return session


def _items(books: Books, params: Json) -> tuple[str, int | None, list[Json]]:
    """The currency, the total and the line items."""
    if params["mode"] == "setup":
        if not {"currency", "allowed_payment_method_types"} & params.keys():
            message = "You must provide `currency` in `setup` mode when payment methods are not listed."
            raise ApiError(message, code="parameter_missing", param="currency")
        return params.get("currency", "usd"), None, []
    asked = params.get("line_items")
    if not asked or len(asked) > _MOST_ITEMS:
        message = f"You must provide 1 to {_MOST_ITEMS} `line_items` in `{params['mode']}` mode."
        raise ApiError(message, code="parameter_missing", param="line_items")
    items = [_item(books, one, number=number) for number, one in enumerate(asked)]
    currencies = {item["currency"] for item in items}
    if len(currencies) > 1:
        raise ApiError("All line items must have the same currency.", param="line_items")
    recurring = any(item["price"]["recurring"] for item in items)
    if recurring != (params["mode"] == "subscription"):
        message = "Recurring prices need `subscription` mode, and that mode needs at least one of them."
        raise ApiError(message, param="mode")
    total = sum(item["amount_total"] for item in items)
    currency = currencies.pop()
    if total:
        check_charge(total, currency, param="line_items")
    return currency, total, items


def _item(books: Books, asked: Json, *, number: int) -> Json:
    price = asked.get("price_data")
    if price is None:
        name = asked.get("price", "")
        param = f"line_items[{number}][price]"
        raise ApiError(f"No such price: '{name}'", code="resource_missing", param=param)
    amount, quantity = price["unit_amount"], asked.get("quantity", 1)
    return {
        "id": books.new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount * quantity,
        "amount_tax": 0,
        "amount_total": amount * quantity,
        "currency": price["currency"],
        "description": price.get("product_data", {}).get("name"),
        "metadata": asked.get("metadata", {}),
        "price": {
            "id": books.new_id("price"),
            "object": "price",
            "currency": price["currency"],
            "recurring": price.get("recurring"),
            "unit_amount": amount,
        },
        "quantity": quantity,
    }


def _expiry(asked: int | None, *, now: int) -> int:
    if asked is None:
        return now + _LATEST
    if asked < now + _SOONEST - _LEEWAY or asked > now + _LATEST + _LEEWAY:
        message = "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from now."
        raise ApiError(message, param="expires_at")
    return asked


def current(books: Books, name: str) -> Json:
    """The session of an id as it is now: one whose time is over has expired."""
    session = books.get(KIND, name)
    if session["status"] == "open" and books.now() >= session["expires_at"]:
        close(books, session)
    return session


def close(books: Books, session: Json) -> None:
    """Expire an open session, and cancel what its payer has begun."""
    session |= {"status": "expired", "url": None}
    if name := session["payment_intent"]:
        charging.cancel(books, books.get("payment_intent", name), reason="automatic")
    books.emit("checkout.session.expired", session)


def _retrieve(call: Call) -> Json:
    return current(call.books, call.id)


def _expire(call: Call) -> Json:
    session = current(call.books, call.id)
    if session["status"] != "open":
        message = 'Only Checkout Sessions with a status in ["open"] can be expired. '
        raise ApiError(f"{message}This Checkout Session has a status of `{session['status']}`.")
    close(call.books, session)
    return session


def _list(call: Call) -> Json:
    for session in list(call.books.all(KIND)):
        current(call.books, session["id"])
    return _LIST.run(call)


def _line_items(call: Call) -> Json:
    held = call.books.get(KIND, call.id)["_line_items"]
    items = [{"created": 0, **item} for item in held["data"]]
    page = page_of(items, call, path=f"/checkout/sessions/{call.id}/line_items")
    return {**page, "data": [{name: one[name] for name in one if name != "created"} for one in page["data"]]}


_LIST = list_of(
    "/checkout/sessions",
    KIND,
    payment_intent=text,
    subscription=text,
    customer=text,
    status=one_of("open", "complete", "expired"),
)
OPERATIONS = (
    post("/checkout/sessions", "create_session", _create, CREATE, "mode", "success_url"),
    get("/checkout/sessions/{id}", _retrieve),
    replace(_LIST, run=_list),
    get("/checkout/sessions/{id}/line_items", _line_items, PAGING),
    post("/checkout/sessions/{id}/expire", "expire", _expire, {}),
)
