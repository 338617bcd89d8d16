"""What a payment wants of Stripe beyond its amount, read from its metadata.

`capture` (`manual` or `automatic`), `stripe_mode`, `stripe_items` (JSON, as Stripe's `line_items`), `stripe_interval`,
`stripe_trial_days`, `stripe_customer`, `stripe_customer_email`, `stripe_payment_method`, `description`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from adapters.gateways.stripe.ids import is_id
from adapters.gateways.stripe.settings import StripeSettings
from billing.domain.errors import GatewayRefusedError
from billing.domain.transaction import Transaction

_MOST_ITEMS = 100
# Two years, the most that Stripe takes.
_TRIAL_DAYS = range(1, 731)
_DIGITS = re.compile(r"[0-9]{1,3}")
_INTERVALS = frozenset({"day", "week", "month", "year"})
_CAPTURES = {"": None, "manual": True, "automatic": False}


class Mode(StrEnum):
    """How the payer pays: on Stripe's page once, again and again, or not yet; or without a page, as agreed before."""

    PAYMENT = "payment"
    SUBSCRIPTION = "subscription"
    SETUP = "setup"
    INTENT = "payment_intent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is wanted.

    Attributes:
        manual: the money is held, to be captured later.
        items: what is bought; empty for one item of the payment's amount.
        interval: how often a subscription without items is paid.
        trial_days: how long a subscription is free at first; 0: not at all.
        payment_method: what is charged without a page.
        description: what the payment or subscription is called at Stripe.
    """

    mode: Mode
    manual: bool
    items: tuple[Mapping[str, Any], ...]
    interval: str
    trial_days: int
    customer: str
    customer_email: str
    payment_method: str
    description: str


def wishes_of(transaction: Transaction, *, settings: StripeSettings) -> Wishes:
    """The wishes of a payment.

    Raises:
        GatewayRefusedError: naming what Stripe could not make sense of.
    """
    told = transaction.metadata
    mode = told.get("stripe_mode", Mode.PAYMENT)
    if mode not in set(Mode):
        raise _unclear("stripe_mode")
    manual = _manual(told.get("capture", ""), settings)
    payment_method = _id(told, "stripe_payment_method", prefix="pm_")
    if (mode == Mode.INTENT) != bool(payment_method):
        raise _unclear("stripe_payment_method")
    interval = told.get("stripe_interval", "month")
    if interval not in _INTERVALS:
        raise _unclear("stripe_interval")
    return Wishes(
        mode=Mode(mode),
        manual=manual and mode in {Mode.PAYMENT, Mode.INTENT},
        items=_items(told.get("stripe_items", "")),
        interval=interval,
        trial_days=_trial_days(told.get("stripe_trial_days", ""), mode=mode),
        customer=_id(told, "stripe_customer", prefix="cus_"),
        customer_email=told.get("stripe_customer_email", ""),
        payment_method=payment_method,
        description=told.get("description", "").strip(),
    )


def _manual(word: str, settings: StripeSettings) -> bool:
    if word not in _CAPTURES:
        raise _unclear("capture")
    wanted = _CAPTURES[word]
    return settings.capture_manually if wanted is None else wanted


def _trial_days(text: str, *, mode: str) -> int:
    if not text:
        return 0
    if mode != Mode.SUBSCRIPTION or not _DIGITS.fullmatch(text) or int(text) not in _TRIAL_DAYS:
        raise _unclear("stripe_trial_days")
    return int(text)


def _items(text: str) -> tuple[Mapping[str, Any], ...]:
    if not text:
        return ()
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list) or not 0 < len(items) <= _MOST_ITEMS or not all(map(_is_object, items)):
        raise _unclear("stripe_items")
    return tuple(items)


def _is_object(item: object) -> bool:
    return isinstance(item, dict)


def _id(told: Mapping[str, str], name: str, *, prefix: str) -> str:
    value = told.get(name, "")
    if value and not (is_id(value) and value.startswith(prefix)):
        raise _unclear(name)
    return value


def _unclear(name: str) -> GatewayRefusedError:
    return GatewayRefusedError(gateway="stripe", code="invalid_metadata", message=f"metadata.{name} makes no sense.")
