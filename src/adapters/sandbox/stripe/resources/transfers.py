"""Transfers (section 9): from the platform's balance to a connected account's, and back."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources.amounts import currency_code
from adapters.sandbox.stripe.resources.money import check_balance, enter
from adapters.sandbox.stripe.rest.errors import ApiError, Json, missing
from adapters.sandbox.stripe.rest.fields import ignored, metadata, one_of, positive, text
from adapters.sandbox.stripe.rest.lists import PAGING, list_of, page_of
from adapters.sandbox.stripe.rest.operation import Call, get, post


def _create(call: Call) -> Json:
    books, params = call.books, call.params
    receiver = books.connected.get(params["destination"])
    if receiver is None:
        raise missing("destination", params["destination"], param="destination")
    if books.get("account", receiver.account_id)["capabilities"].get("transfers") != "active":
        message = "Your destination account needs to have the `transfers` capability enabled."
        raise ApiError(message, code="insufficient_capabilities_for_transfer", param="destination")
    if name := params.get("source_transaction"):
        books.get("charge", name, param="source_transaction")
    check_balance(books, amount=params["amount"], currency=params["currency"])
    transfer = books.add(
        "tr",
        "transfer",
        amount=params["amount"],
        amount_reversed=0,
        currency=params["currency"],
        description=params.get("description"),
        destination=params["destination"],
        metadata=params.get("metadata", {}),
        reversed=False,
        source_transaction=params.get("source_transaction"),
        source_type=params.get("source_type", "card"),
        transfer_group=params.get("transfer_group"),
    )
    transfer["balance_transaction"] = enter(books, transfer, kind="transfer", amount=-transfer["amount"])
    transfer["destination_payment"] = _receive(receiver, transfer)
    books.emit("transfer.created", transfer)
    return transfer


def _receive(receiver: Books, transfer: Json) -> str:
    """What the connected account sees of it: a payment without a fee."""
    payment = receiver.add(
        "py",
        "charge",
        amount=transfer["amount"],
        amount_captured=transfer["amount"],
        amount_refunded=0,
        captured=True,
        currency=transfer["currency"],
        customer=None,
        metadata={},
        paid=True,
        payment_intent=None,
        refunded=False,
        source_transfer=transfer["id"],
        status="succeeded",
    )
    payment["balance_transaction"] = enter(receiver, payment, kind="payment", amount=payment["amount"])
    return str(payment["id"])


def reverse(books: Books, transfer: Json, *, amount: int | None = None, words: dict[str, str] | None = None) -> Json:
    """Take a transfer back, all that is left of it unless told how much.

    Raises:
        ApiError: more than is left of it, or more than the connected account still has.
    """
    left = transfer["amount"] - transfer["amount_reversed"]
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        message = f"Transfer reversal amount ({wanted}) is greater than the amount not reversed yet ({left})"
        raise ApiError(message, param="amount")
    receiver = books.connected[transfer["destination"]]
    check_balance(receiver, amount=wanted, currency=transfer["currency"])
    made = books.add(
        "trr",
        "transfer_reversal",
        amount=wanted,
        currency=transfer["currency"],
        metadata=words or {},
        transfer=transfer["id"],
    )
    made["balance_transaction"] = enter(books, made, kind="transfer_refund", amount=wanted)
    enter(receiver, {**made, "id": transfer["destination_payment"]}, kind="refund", amount=-wanted)
    total = transfer["amount_reversed"] + wanted
    transfer |= {"amount_reversed": total, "reversed": total == transfer["amount"]}
    books.emit("transfer.reversed", transfer)
    return made


def _get(call: Call) -> Json:
    return call.books.get("transfer", call.id)


def _create_reversal(call: Call) -> Json:
    words = call.params.get("metadata", {})
    return reverse(call.books, _get(call), amount=call.params.get("amount"), words=words)


def _get_reversal(call: Call) -> Json:
    return call.books.get("transfer_reversal", call.id)


def _list_reversals(call: Call) -> Json:
    found = (one for one in call.books.all("transfer_reversal") if one["transfer"] == call.id)
    return page_of(found, call, path=f"/transfers/{call.id}/reversals")


OPERATIONS = (
    post(
        "/transfers",
        "transfer",
        _create,
        {
            "amount": positive,
            "currency": currency_code,
            "description": text,
            "destination": text,
            "metadata": metadata,
            "source_transaction": text,
            "source_type": one_of("card", "bank_account", "fpx"),
            "transfer_group": text,
        },
        "amount",
        "currency",
        "destination",
    ),
    get("/transfers/{id}", _get),
    list_of("/transfers", "transfer", destination=text, transfer_group=text),
    post(
        "/transfers/{id}/reversals",
        "reversal",
        _create_reversal,
        {"amount": positive, "metadata": metadata, **ignored("description", "refund_application_fee")},
    ),
    get("/transfers/{id}/reversals", _list_reversals, PAGING),
    get("/transfers/{under}/reversals/{id}", _get_reversal),
)
