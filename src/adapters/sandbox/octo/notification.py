"""A notification as Octo writes it, and the verdict in a merchant's reply (protocol, sections 9 and 10)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from adapters.sandbox.octo.amounts import as_sum, minor_units
from adapters.sandbox.octo.payment import OctoPayment, OctoStatus
from adapters.sandbox.octo.times import tashkent
from shared_kernel.identifiers import Identifiers

Notice = Mapping[str, object]

_CARD_OF = {"UZS": ("UZ", "860031** **** 1293", "UZCARD", "uzcard")}
_FOREIGN_CARD = ("AE", "427831** **** 3011", "internationalVisa", "visa")


class Decision(StrEnum):
    """What a merchant's reply does to a hold; without one of these words Octo asks again."""

    CAPTURE = "capture"
    CANCEL = "cancel"
    WAIT = "waiting_user_action"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The merchant's decision in its reply; `final_amount` in minor units, None for everything that is held."""

    decision: Decision
    final_amount: int | None = None


def signature(*, unique_key: str, uuid: str, status: str) -> str:
    """Upper-case hex SHA-1 of the three, one after another."""
    return hashlib.sha1(f"{unique_key}{uuid}{status}".encode(), usedforsecurity=False).hexdigest().upper()


def write(payment: OctoPayment, *, status: OctoStatus, unique_key: str, identifiers: Identifiers) -> Notice:
    """What Octo says of a payment; `status` is the truth unless Octo is to contradict itself."""
    country, pan, card, vendor = _CARD_OF.get(payment.terms.currency, _FOREIGN_CARD)
    return {
        "shop_transaction_id": payment.terms.reference,
        "octo_payment_UUID": payment.uuid,
        "status": status.value,
        "signature": signature(unique_key=unique_key, uuid=payment.uuid, status=status.value),
        "hash_key": str(identifiers.new_id()),
        "total_sum": as_sum(payment.terms.total),
        "transfer_sum": as_sum(payment.transfer_sum),
        "refunded_sum": as_sum(payment.refunded_sum),
        "currency": payment.terms.currency,
        "card_country": country,
        "maskedPan": pan,
        "rrn": identifiers.new_digits(12),
        "riskLevel": 0,
        "payed_time": tashkent(payment.payed_at or payment.created_at),
        "card_type": card,
        "card_vendor": vendor,
        "is_physical_card": True,
    }


def verdict_of(reply: Mapping[str, Any]) -> Verdict | None:
    """The decision a reply to `waiting_for_capture` carries; None when it carries none."""
    word = reply.get("accept_status")
    decision = next((one for one in Decision if one.value == word), None)
    final_amount = minor_units(reply.get("final_amount"))
    if decision is None or ("final_amount" in reply and final_amount is None):
        return None
    return Verdict(decision=decision, final_amount=final_amount)
