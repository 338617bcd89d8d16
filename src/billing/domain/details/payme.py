"""What Payme tells about a payment, in Payme's own words (Merchant API); moments in milliseconds since 1970."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymeDetails:
    """Facts of a Payme payment; None where Payme has not told (yet).

    Attributes:
        id: Payme's id of its transaction, 24 characters, and `time`, when it was made there.
        transaction: our number of the attempt, as text.
        state: 1 created, 2 performed, -1 canceled before, -2 canceled after.
        account: what the payer pays for, as received.
        receivers: who gets which part of a split payment: [{id, amount}].
        fiscal: the tax receipts, by kind: PERFORM and CANCEL.
        receipt_id: the receipt of the Subscribe API, where there is one.
    """

    merchant_id: str | None = None
    id: str | None = None
    transaction: str | None = None
    state: int | None = None
    time: int | None = None
    created_time: int | None = None
    perform_time: int | None = None
    cancel_time: int | None = None
    account: Mapping[str, Any] | None = None
    receivers: list[dict[str, Any]] | None = None
    additional: Mapping[str, Any] | None = None
    reason: int | None = None
    error_code: int | None = None
    link: str | None = None
    params: Mapping[str, str] | None = None
    fiscal: Mapping[str, Any] | None = None
    receipt_id: str | None = None
