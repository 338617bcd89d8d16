"""SetupIntents (section 5.4): a payment method is saved, no money moves."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.rest.errors import Json
from adapters.sandbox.stripe.rest.operation import Call, get


def open_setup(books: Books, session: Json) -> Json:
    """The intent of a session in setup mode."""
    data = session["_data"]
    intent = books.add(
        "seti",
        "setup_intent",
        cancellation_reason=None,
        client_secret=None,
        customer=session["customer"],
        description=data.get("description"),
        last_setup_error=None,
        metadata=data.get("metadata", {}),
        next_action=None,
        payment_method=None,
        payment_method_types=["card"],
        status="requires_payment_method",
        usage="off_session",
    )
    books.emit("setup_intent.created", intent)
    return intent


def save_method(books: Books, session: Json, method: Method) -> None:
    """The payer has given a payment method."""
    intent = books.get("setup_intent", session["setup_intent"])
    intent |= {"payment_method": method.value, "status": "succeeded"}
    books.emit("setup_intent.succeeded", intent)


def _retrieve(call: Call) -> Json:
    return call.books.get("setup_intent", call.id)


OPERATIONS = (get("/setup_intents/{id}", _retrieve),)
