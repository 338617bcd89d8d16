"""Where Octo's documentation is silent or contradicts itself: a switch for each, set to what is harder to live with.

Octo protocol, sections 16 and 17.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class Envelope(StrEnum):
    """Where an answer has its fields: in `data`, at the top level, or, as today, in both places."""

    BOTH = "both"
    DATA = "data"
    TOP_LEVEL = "top_level"


class Repeat(StrEnum):
    """What a call that was made before is answered: its first outcome, as documented, or an error, as observed."""

    EXISTING = "existing"
    ERROR = "error"


# One US dollar, in minor units. The rate is the simulator's own: the published example returns 5000 soums.
_ONE_DOLLAR = MappingProxyType({"USD": 100, "UZS": 100_000, "RUB": 8_000})


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How this Octo behaves.

    Attributes:
        repeated_create: the answer to a second full `prepare_payment` under one id; the error is HTTP 500.
        repeated_refund: the answer to a `shop_refund_id` that was used before.
        read_interval: the least time between two status reads of a payment.
        link_life: how long a payment link lives that names no `ttl`.
        hold_life: how long a hold waits for a decision before it is released.
        refund_minimum: the least that can go back at once, by currency, in minor units.
        tells_pay_url: whether a status read gives `octo_pay_url`.
        announces_refunds: whether the merchant is notified when `refunded_sum` grows.
    """

    envelope: Envelope = Envelope.BOTH
    repeated_create: Repeat = Repeat.ERROR
    repeated_refund: Repeat = Repeat.EXISTING
    read_interval: timedelta = timedelta(seconds=1)
    link_life: timedelta = timedelta(minutes=30)
    hold_life: timedelta = timedelta(minutes=30)
    refund_minimum: Mapping[str, int] = field(default_factory=lambda: dict(_ONE_DOLLAR))
    tells_pay_url: bool = False
    announces_refunds: bool = False
