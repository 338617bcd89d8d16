"""The form Click posts (Click protocol, sections 4.1 and 4.3): its fields as text, exactly as received.

The text matters: the signature covers how Click wrote a number, not the number.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from urllib.parse import parse_qsl

from adapters.gateways.click.answers import Code
from adapters.gateways.click.errors import ClickRefusalError

PREPARE = "0"
COMPLETE = "1"

REQUIRED = frozenset(
    {
        "click_trans_id",
        "service_id",
        "click_paydoc_id",
        "merchant_trans_id",
        "amount",
        "action",
        "error",
        "error_note",
        "sign_time",
        "sign_string",
    }
)
_MAX_FIELDS = 50


def read_form(body: bytes) -> Mapping[str, str]:
    """The decoded fields of a form.

    Raises:
        ClickRefusalError: -8 for what is no UTF-8 form, or one with a repeated field: whoever checks the first
            and acts on the second can be told two stories with one signature.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise ClickRefusalError(Code.BAD_REQUEST, "The body is not a form in UTF-8.") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise ClickRefusalError(Code.BAD_REQUEST, "A form field is repeated.")
    return form


def require_complete(form: Mapping[str, str]) -> None:
    """Let a form pass that carries every field of its action; a field may be empty, except the attempt it confirms.

    Raises:
        ClickRefusalError: -8, naming what is missing.
    """
    missing: AbstractSet[str] = REQUIRED - form.keys()
    if not missing and form["action"] == COMPLETE and not form.get("merchant_prepare_id"):
        missing = {"merchant_prepare_id"}
    if missing:
        raise ClickRefusalError(Code.BAD_REQUEST, f"Missing: {', '.join(sorted(missing))}.")
