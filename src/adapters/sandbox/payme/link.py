"""Reads what a payer was sent with: the base64 link, or the posted form (protocol, sections 2.1 and 2.2)."""

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from adapters.sandbox.payme.receipt import Bill
from adapters.sandbox.payme.refusals import BAD_FIELD, PaymeSaysNoError

_ACCOUNT = "ac."
_LONGEST = 8 * 1024
_UZS = "860"
_LONGEST_DELAY = 7


def read_link(text: str) -> Bill:
    """The bill of a link's last part; padding may be missing.

    Raises:
        PaymeSaysNoError: -31610, naming what cannot be read.
    """
    try:
        pairs = b64decode(text[:_LONGEST] + "=" * (-len(text) % 4), validate=True).decode()
    except ValueError as error:
        raise _unreadable("link") from error
    values = dict(pair.split("=", 1) for pair in pairs.split(";") if "=" in pair)
    account = {name.removeprefix(_ACCOUNT): value for name, value in values.items() if name.startswith(_ACCOUNT)}
    if values.get("cr", _UZS) != _UZS:
        raise _unreadable("cr")
    return Bill(
        register_id=values.get("m", ""),
        amount=_tiyin(values.get("a", "")),
        account=_required(account),
        language=values.get("l", ""),
        return_url=values.get("c", ""),
        return_delay=_milliseconds(values.get("ct", ""), name="ct"),
    )


def read_form(form: Mapping[str, Any]) -> Bill:
    """The bill of a posted form.

    Raises:
        PaymeSaysNoError: -31610, naming what cannot be read.
    """
    values = {name: value for name, value in form.items() if isinstance(value, str)}
    account = {
        name.removeprefix("account[").removesuffix("]"): value
        for name, value in values.items()
        if name.startswith("account[") and name.endswith("]")
    }
    language = values.get("lang", "")
    return Bill(
        register_id=values.get("merchant", ""),
        amount=_tiyin(values.get("amount", "")),
        account=_required(account),
        language=language,
        return_url=values.get("callback", ""),
        return_delay=_milliseconds(values.get("callback_timeout", ""), name="callback_timeout"),
        description=values.get(f"description[{language}]") or values.get("description", ""),
        detail=_detail(values.get("detail", "")),
    )


def _tiyin(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < len(text) <= len(str(2**63)) or int(text) == 0:
        raise _unreadable("amount")
    return int(text)


def _milliseconds(text: str, *, name: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > _LONGEST_DELAY:
        raise _unreadable(name)
    return int(text)


def _required(account: Mapping[str, str]) -> Mapping[str, str]:
    if not account:
        raise _unreadable("account")
    return account


def _detail(text: str) -> Mapping[str, object] | None:
    if not text:
        return None
    try:
        detail = json.loads(b64decode(text, validate=True))
    except ValueError as error:
        raise _unreadable("detail") from error
    if not isinstance(detail, dict):
        raise _unreadable("detail")
    return detail


def _unreadable(name: str) -> PaymeSaysNoError:
    return PaymeSaysNoError(BAD_FIELD, f"Invalid field value: {name}", data=name)
