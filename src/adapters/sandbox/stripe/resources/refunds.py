"""Refunds (section 7): several of one charge, never more than was captured, and accepted is not yet done."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.resources.money import enter
from adapters.sandbox.stripe.rest.errors import ApiError, Json, wrong_state
from adapters.sandbox.stripe.rest.fields import boolean, ignored, metadata, one_of, positive, text
from adapters.sandbox.stripe.rest.lists import list_of
from adapters.sandbox.stripe.rest.operation import Call, get, post

# These have taken, or may still take, their part of the charge.
_RESERVING = frozenset({"pending", "requires_action", "succeeded"})
_FIRST_STATUS = {Method.REFUND_PENDS: "pending", Method.REFUND_ASKS: "requires_action"}


def _create(call: Call) -> Json:
    params, books = call.params, call.books
    named = {"payment_intent", "charge"} & params.keys()
    if len(named) != 1:
        raise ApiError("One of the following params should be provided: payment_intent or charge.", param="charge")
    kind = named.pop()
    charge = refundable(books, books.get(kind, params[kind], param=kind))
    return refund(books, charge, amount=params.get("amount"), reason=params.get("reason"), words=params.get("metadata"))


def refundable(books: Books, about: Json) -> Json:
    """The charge to refund, of a payment or itself.

    Raises:
        ApiError: it was not captured, or its payer's bank has taken it back.
    """
    charge = books.find(about["latest_charge"] or "") if about["object"] == "payment_intent" else about
    if charge is None or not charge["captured"]:
        raise wrong_state("This payment has no captured charge to refund. Cancel it instead.")
    if charge["disputed"]:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise ApiError(message, code="charge_disputed", about={"charge": charge["id"]})
    return charge


def refund(
    books: Books,
    charge: Json,
    *,
    amount: int | None = None,
    reason: str | None = None,
    words: dict[str, str] | None = None,
) -> Json:
    """Give this much back, or all that is left; how and when depends on the payment method.

    Raises:
        ApiError: charge_already_refunded, or more than is left.
    """
    left = charge["amount_captured"] - _sum(books, charge, _RESERVING)
    if not left:
        message = f"Charge {charge['id']} has already been refunded."
        raise ApiError(message, code="charge_already_refunded", about={"charge": charge["id"]})
    if amount is not None and amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise ApiError(message, param="amount")
    made = _open(books, charge, amount=left if amount is None else amount, reason=reason, words=words or {})
    if made["status"] == "requires_action":
        made["next_action"] = {"type": "display_details", "display_details": {"expires_at": books.now()}}
    elif made["status"] == "pending":
        made["pending_reason"] = "processing"
        books.later.append(lambda: end(books, made, succeeded=True))
    else:
        _enter(books, made)
    books.emit("refund.created", made)
    if made["status"] == "succeeded":
        _count(books, charge)
        books.emit("charge.refunded", charge)
    if charge["_method"] is Method.REFUND_FAILS:
        books.later.append(lambda: end(books, made, succeeded=False))
    return made


def _open(books: Books, charge: Json, *, amount: int, reason: str | None, words: dict[str, str]) -> Json:
    return books.add(
        "re",
        "refund",
        amount=amount,
        balance_transaction=None,
        charge=charge["id"],
        currency=charge["currency"],
        description=None,
        metadata=words,
        payment_intent=charge["payment_intent"],
        reason=reason,
        status=_FIRST_STATUS.get(charge["_method"], "succeeded"),
    )


def end(books: Books, made: Json, *, succeeded: bool) -> None:
    """The bank's last word, which also takes back a success; once it is failed or canceled nothing changes any more."""
    before = made["status"]
    if before not in _RESERVING or (succeeded and before == "succeeded"):
        return
    charge = books.get("charge", made["charge"])
    if succeeded:
        made |= {"status": "succeeded", "pending_reason": None}
        _enter(books, made)
        _tell(books, made, before)
        _count(books, charge)
        books.emit("charge.refunded", charge)
        return
    made |= {"status": "failed", "failure_reason": "expired_or_canceled_card", "pending_reason": None}
    if made["balance_transaction"]:
        failure = enter(books, made, kind="refund_failure", amount=made["amount"])
        made["failure_balance_transaction"] = failure
        _count(books, charge)
    _tell(books, made, before)
    books.emit("refund.failed", made)


def _cancel(call: Call) -> Json:
    made = _get(call)
    if made["status"] != "requires_action":
        raise ApiError(f"You cannot cancel this refund: its status is {made['status']}.")
    made |= {"status": "canceled", "next_action": None}
    _tell(call.books, made, "requires_action")
    return made


def _get(call: Call) -> Json:
    return call.books.get("refund", call.id)


def _tell(books: Books, made: Json, before: str) -> None:
    books.emit("refund.updated", made, status=before)
    books.emit("charge.refund.updated", made, status=before)


def _enter(books: Books, made: Json) -> None:
    made["balance_transaction"] = enter(books, made, kind="refund", amount=-made["amount"])


def _count(books: Books, charge: Json) -> None:
    total = _sum(books, charge, {"succeeded"})
    charge |= {"amount_refunded": total, "refunded": total == charge["amount_captured"]}


def _sum(books: Books, charge: Json, statuses: frozenset[str] | set[str]) -> int:
    refunds = (one for one in books.all("refund") if one["charge"] == charge["id"])
    return sum(one["amount"] for one in refunds if one["status"] in statuses)


OPERATIONS = (
    post(
        "/refunds",
        "refund",
        _create,
        {
            "payment_intent": text,
            "charge": text,
            "amount": positive,
            "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
            "metadata": metadata,
            "reverse_transfer": boolean,
            **ignored("instructions_email", "refund_application_fee"),
        },
    ),
    get("/refunds/{id}", _get),
    list_of("/refunds", "refund", payment_intent=text, charge=text),
    post("/refunds/{id}/cancel", "cancel", _cancel, {}),
)
