"""What a payer does on Stripe's page (sections 5.2 and 5.4), with the events in Stripe's usual order."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources import charging
from adapters.sandbox.stripe.resources.checkout import current
from adapters.sandbox.stripe.resources.methods import DECLINES, Method
from adapters.sandbox.stripe.resources.payment_intents import open_intent
from adapters.sandbox.stripe.resources.setup_intents import save_method
from adapters.sandbox.stripe.resources.subscriptions import subscribe
from adapters.sandbox.stripe.rest.errors import Json, wrong_state


def pay(books: Books, name: str, method: Method) -> Json:
    """Pay an open session; it stays open when the payment is declined or the payer's bank asks first.

    Raises:
        ApiError: there is no such session, or it is not open any more.
    """
    session = current(books, name)
    if session["status"] != "open":
        raise wrong_state(f"This Checkout Session is {session['status']}.")
    session["_declined"] = method in DECLINES
    match session["mode"]:
        case "setup":
            if method not in DECLINES:
                save_method(books, session, method)
                _complete(books, session, payment_status="no_payment_required")
        case "subscription":
            if method in {Method.AUTHENTICATE, Method.DELAYED}:
                raise wrong_state("The simulator begins subscriptions with cards that pay at once.")
            if method not in DECLINES:
                _subscribe(books, session, method)
        case _ if not session["amount_total"]:
            _complete(books, session, payment_status="no_payment_required")
        case _:
            intent = _intent(books, session)
            charging.attempt(books, intent, method)
            _conclude(books, session, intent)
    return session


def authenticate(books: Books, intent: Json, *, succeeded: bool) -> None:
    """What the payer's bank asked is answered, on Stripe's page or in a merchant's own."""
    if intent["status"] != "requires_action":
        raise wrong_state(f"This PaymentIntent has a status of {intent['status']}.")
    if succeeded:
        charging.accept(books, intent)
    else:
        charging.attempt(books, intent, Method.DECLINED)
    if session := books.find(intent.get("_session", "")):
        session["_declined"] = not succeeded
        _conclude(books, session, intent)
    else:
        charging.enter_charge(books, intent)


def settle(books: Books, intent: Json, *, succeeded: bool) -> None:
    """The bank's answer to a delayed payment, days later.

    Raises:
        ApiError: the payment waits for no bank.
    """
    if intent["status"] != "processing":
        raise wrong_state(f"This PaymentIntent has a status of {intent['status']}.")
    charge = books.get("charge", intent["latest_charge"])
    if succeeded:
        charging.collect(books, intent, charge)
    else:
        charging.fail(books, intent, charge, decline="generic_decline")
    if session := books.find(intent.get("_session", "")):
        session["payment_status"] = "paid" if succeeded else "unpaid"
        word = "succeeded" if succeeded else "failed"
        books.emit(f"checkout.session.async_payment_{word}", session)
    charging.enter_charge(books, intent)


def _intent(books: Books, session: Json) -> Json:
    """The session's payment, which exists from the payer's first try on."""
    if session["payment_intent"]:
        return books.get("payment_intent", session["payment_intent"])
    facts = {
        **session["_data"],
        "amount": session["amount_total"],
        "currency": session["currency"],
        "customer": session["customer"],
    }
    intent = open_intent(books, facts, _session=session["id"])
    session["payment_intent"] = intent["id"]
    return intent


def _conclude(books: Books, session: Json, intent: Json) -> None:
    if intent["status"] in {"succeeded", "processing", "requires_capture"}:
        paid = intent["status"] == "succeeded"
        _complete(books, session, payment_status="paid" if paid else "unpaid")
        charging.enter_charge(books, intent)


def _subscribe(books: Books, session: Json, method: Method) -> None:
    intent = subscribe(books, session, method)
    _complete(books, session, payment_status="paid" if intent else "no_payment_required")
    if intent:
        charging.enter_charge(books, intent)


def _complete(books: Books, session: Json, *, payment_status: str) -> None:
    email = session["customer_email"] or "payer@example.com"
    session |= {
        "status": "complete",
        "payment_status": payment_status,
        "url": None,
        "customer_details": {"email": email, "name": None, "phone": None, "address": None},
    }
    books.emit("checkout.session.completed", session)
