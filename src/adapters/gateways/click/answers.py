"""What we answer Click: the codes with their standard notes (Click protocol, section 4.6), as JSON."""

import json
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from adapters.gateways.click.numbers import bigint


class Code(IntEnum):
    """The `error` of an answer; what makes us say it is the table of section 4.5."""

    SUCCESS = 0
    BAD_SIGNATURE = -1
    WRONG_AMOUNT = -2
    UNKNOWN_ACTION = -3
    ALREADY_PAID = -4
    UNKNOWN_ORDER = -5
    UNKNOWN_ATTEMPT = -6
    NOT_STORED = -7
    BAD_REQUEST = -8
    CANCELED = -9


NOTES = MappingProxyType(
    {
        Code.SUCCESS: "Success",
        Code.BAD_SIGNATURE: "SIGN CHECK FAILED!",
        Code.WRONG_AMOUNT: "Incorrect parameter amount",
        Code.UNKNOWN_ACTION: "Action not found",
        Code.ALREADY_PAID: "Already paid",
        Code.UNKNOWN_ORDER: "User does not exist",
        Code.UNKNOWN_ATTEMPT: "Transaction does not exist",
        Code.NOT_STORED: "Failed to update user",
        Code.BAD_REQUEST: "Error in request from click",
        Code.CANCELED: "Transaction cancelled",
    }
)


def answer_body(*, code: Code, form: Mapping[str, str], made: Mapping[str, int]) -> bytes:
    """The JSON object Click reads: the ids it sent, what we made of the call, and the verdict.

    `error` is a JSON integer; Click's own reference code sends a string, against its documentation. Refused forms may
    lack the ids or carry nonsense, which is not echoed.
    """
    answer: dict[str, int | str] = {}
    trans_id = bigint(form.get("click_trans_id", ""))
    if trans_id is not None:
        answer["click_trans_id"] = trans_id
    if "merchant_trans_id" in form:
        answer["merchant_trans_id"] = form["merchant_trans_id"]
    answer |= {**made, "error": int(code), "error_note": NOTES[code]}
    return json.dumps(answer, ensure_ascii=False).encode()
