"""One thing the API can do: where it is asked for, what may be said, and who does it."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.rest.errors import Json
from adapters.sandbox.stripe.rest.fields import Fields, Reader, each, text

# Where our own name of a payment, refund or withdrawal stands, in the order in which it is looked for.
_REFERENCES = ("transaction_id", "refund_id", "withdrawal_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that may be executed.

    Attributes:
        books: of the account it is about.
        params: typed, without `expand`.
        id: the object in the address; empty when there is none.
        under: the object the one in the address is a part of.
        origin: where the simulator is reached, for the pages it leads to.
    """

    books: Books
    params: Json
    id: str = ""
    under: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An API operation.

    Attributes:
        method: GET, POST or DELETE.
        path: below `/v1`, with `{id}` (and `{under}`) for what it is about.
        name: the operation as faults are planned for it.
        fields: the parameters it takes.
        run: does it, at once and entirely, or raises ApiError; the object or list to answer with.
    """

    method: str
    path: str
    name: str
    fields: Fields
    run: Callable[[Call], Json]


def post(path: str, name: str, run: Callable[[Call], Json], readers: dict[str, Reader], *required: str) -> Operation:
    """An operation that changes something."""
    fields = Fields({**readers, "expand": each(text)}, required)
    return Operation(method="POST", path=path, name=name, fields=fields, run=run)


def get(path: str, run: Callable[[Call], Json], readers: dict[str, Reader] | None = None) -> Operation:
    """An operation that reads."""
    fields = Fields({**(readers or {}), "expand": each(text)})
    return Operation(method="GET", path=path, name="read", fields=fields, run=run)


def reference_of(facts: Json) -> str:
    """What we call the thing these parameters or this object are about; empty when they do not tell."""
    if name := facts.get("client_reference_id"):
        return str(name)
    named = facts.get("metadata") or {}
    found = next((named[key] for key in _REFERENCES if named.get(key)), "")
    return str(found)
