"""An event (Stripe protocol, section 12.2): something happened to an object.

A snapshot brings the object along; a thin event only names it, and the object is read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.gateways.stripe.ids import is_id
from shared_kernel.errors import ValidationError

API_VERSION = "2026-10-28.endive"
_THIN = "v2.core.event"
# Every kind of snapshot event has a thin twin, which is called so.
_TWIN = "v1."
_ACCOUNT = "acct_"

# What Stripe says, as its JSON says it.
Json = Mapping[str, Any]


class StripeEventError(ValidationError):
    """This is not an event of Stripe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeEvent:
    """One event.

    Attributes:
        type: like `checkout.session.completed`.
        livemode: whether real money moves.
        account: the connected account it happened to; empty for the merchant's own.
        api_version: what the object is rendered by: the endpoint's version, which need not be ours.
        object: the object as it was then; by now it may have moved on.
    """

    id: str
    type: str
    livemode: bool
    account: str
    api_version: str
    object: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinEvent:
    """One event without its object.

    Attributes:
        type: that of its snapshot twin.
        kind: of the object, like `payment_intent`; empty where there is none.
        name: the object's id; empty where there is none that one could ask for.
    """

    id: str
    type: str
    livemode: bool
    account: str
    kind: str
    name: str

    def with_object(self, told: Json) -> StripeEvent:
        """The same with its object, as we have read it."""
        return StripeEvent(
            id=self.id,
            type=self.type,
            livemode=self.livemode,
            account=self.account,
            api_version=API_VERSION,
            object=told,
        )


def read_event(body: bytes, *, thin: bool = False) -> StripeEvent | ThinEvent:
    """The event in a verified body. A missing `livemode` is test mode: so no real money is believed by mistake.

    Raises:
        StripeEventError: no event, or a thin one where none is expected.
    """
    try:
        told = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise StripeEventError("The body is not JSON in UTF-8.") from error
    kind = told.get("object") if isinstance(told, dict) else None
    if kind not in (("event", _THIN) if thin else ("event",)):
        raise StripeEventError("The body is no event, or a thin one, which the settings do not ask for.")
    if not isinstance(told.get("id"), str) or not isinstance(told.get("type"), str):
        raise StripeEventError("The event lacks its id or its type.")
    return _thin(told) if kind == _THIN else _snapshot(told)


def _snapshot(told: Json) -> StripeEvent:
    about = _object(told.get("data")).get("object")
    if not isinstance(about, dict):
        raise StripeEventError("The event lacks its object.")
    return StripeEvent(
        id=told["id"],
        type=told["type"],
        livemode=told.get("livemode") is True,
        account=_text(told.get("account")),
        api_version=_text(told.get("api_version")),
        object=about,
    )


def _thin(told: Json) -> ThinEvent:
    about = _object(told.get("related_object"))
    name = about.get("id")
    return ThinEvent(
        id=told["id"],
        type=told["type"].removeprefix(_TWIN),
        livemode=told.get("livemode") is True,
        account=_account(_text(told.get("context"))),
        kind=_text(about.get("type")),
        name=_text(name) if is_id(name) else "",
    )


def _account(context: str) -> str:
    """The connected account of a context, which may name an organization before it."""
    name = context.rpartition("/")[2]
    return name if is_id(name) and name.startswith(_ACCOUNT) else ""


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
