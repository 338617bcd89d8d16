"""A snapshot event (Stripe protocol, section 12.2): something happened to an object, which comes along."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared_kernel.errors import ValidationError

API_VERSION = "2026-10-28.endive"

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


def read_event(body: bytes) -> StripeEvent:
    """The event in a verified body. A missing `livemode` is test mode: so no real money is believed by mistake.

    Raises:
        StripeEventError: no event, or a thin one, which carries no object.
    """
    try:
        told = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise StripeEventError("The body is not JSON in UTF-8.") from error
    if not isinstance(told, dict) or told.get("object") != "event":
        raise StripeEventError("Only snapshot events are taken.")
    data = told.get("data")
    if not isinstance(data, dict):
        data = {}
    about = data.get("object")
    if not isinstance(told.get("id"), str) or not isinstance(told.get("type"), str) or not isinstance(about, dict):
        raise StripeEventError("The event lacks its id, its type or its object.")
    return StripeEvent(
        id=told["id"],
        type=told["type"],
        livemode=told.get("livemode") is True,
        account=_text(told.get("account")),
        api_version=_text(told.get("api_version")),
        object=about,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
