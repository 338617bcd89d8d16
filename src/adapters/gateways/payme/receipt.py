"""A receipt as Payme tells of it (Payme protocol, section 7.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class ReceiptState(IntEnum):
    """Payme's states of a receipt; the gaps are its own."""

    CREATED = 0
    CHECKING = 1
    DEBITING = 2
    CLOSING = 3
    PAID = 4
    HELD = 5
    HOLDING = 6
    PAUSED = 20
    CANCELING = 21
    CLOSING_LATER = 30
    CANCELED = 50


# On its way back, or back.
GOING_BACK = frozenset({ReceiptState.CANCELING, ReceiptState.CANCELED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymeReceipt:
    """One receipt; the amount in tiyin, times in milliseconds, 0 for what has not happened.

    Attributes:
        state: None for a number Payme has not documented.
        account: the values by their fields' names, as text.
    """

    id: str
    state: ReceiptState | None
    amount: int
    account: Mapping[str, str]
    created_at: int
    paid_at: int
    canceled_at: int


def state_of(value: object) -> ReceiptState | None:
    """The state of a number."""
    return next((state for state in ReceiptState if value == state.value and not isinstance(value, bool)), None)


def receipt_of(told: Mapping[str, Any]) -> PaymeReceipt | None:
    """The receipt of an answer; None when it is none."""
    identifier, amount, account = told.get("_id"), told.get("amount"), told.get("account")
    if not isinstance(identifier, str) or not isinstance(amount, int):
        return None
    words = account if isinstance(account, list) else []
    return PaymeReceipt(
        id=identifier,
        state=state_of(told.get("state")),
        amount=amount,
        account={str(one.get("name")): str(one.get("value")) for one in words if isinstance(one, dict)},
        created_at=_milliseconds(told.get("create_time")),
        paid_at=_milliseconds(told.get("pay_time")),
        canceled_at=_milliseconds(told.get("cancel_time")),
    )


def _milliseconds(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
