"""The two calls of the SHOP API as Click makes them (Click protocol, sections 4.2 to 4.4)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.numbers import PaymentNumbers

Form = Mapping[str, str]

PREPARE = "0"
COMPLETE = "1"
DEBITED = 0
# The one negative code Click's own simulator is known to send; no list of them is published.
NOT_DEBITED = -5017

# Where Click lives. Without daylight saving since 1992, so no zone data is needed.
_TASHKENT = timezone(timedelta(hours=5))


def prepare_form(*, link: PayableLink, numbers: PaymentNumbers, secret_key: str, at: datetime) -> Form:
    """Prepare: may this payment happen?"""
    return _signed(
        {
            "click_trans_id": str(numbers.trans_id),
            "service_id": link.service_id,
            "click_paydoc_id": str(numbers.paydoc_id),
            "merchant_trans_id": link.reference,
            "amount": link.amount,
            "action": PREPARE,
            "error": str(DEBITED),
            "error_note": "Success",
            "sign_time": _sign_time(at),
        },
        secret_key,
    )


def complete_form(*, prepared: Form, attempt: int, error: int, secret_key: str, at: datetime) -> Form:
    """Complete of a prepared payment: the payer was debited (`error` 0) or not (negative).

    `attempt` is the merchant_prepare_id of the merchant's answer to Prepare.
    """
    unsigned = {name: text for name, text in prepared.items() if name != "sign_string"}
    return _signed(
        {
            **unsigned,
            "merchant_prepare_id": str(attempt),
            "action": COMPLETE,
            "error": str(error),
            "error_note": "Success" if error == DEBITED else "Payment cancelled",
            "sign_time": _sign_time(at),
        },
        secret_key,
    )


def _signed(form: Form, secret_key: str) -> Form:
    text = "".join(
        (
            form["click_trans_id"],
            form["service_id"],
            secret_key,
            form["merchant_trans_id"],
            form.get("merchant_prepare_id", ""),
            form["amount"],
            form["action"],
            form["sign_time"],
        )
    )
    return {**form, "sign_string": hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}


def _sign_time(at: datetime) -> str:
    return at.astimezone(_TASHKENT).strftime("%Y-%m-%d %H:%M:%S")
