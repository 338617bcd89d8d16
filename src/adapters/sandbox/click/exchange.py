"""One call and what came back: an answer in Click's protocol, or the reason why there is none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from adapters.sandbox.click.calls import PREPARE, Form

# The signature is not kept: whoever reads over a shoulder could repeat the call with it.
_NOT_SHOWN = frozenset({"sign_string"})


class Silence(StrEnum):
    """Why a call has no answer that Click could read."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    HTTP_STATUS = "http_status"
    NOT_THE_PROTOCOL = "not_the_protocol"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the merchant decided.

    Attributes:
        code: `error`: 0 when accepted, negative when not.
        attempt: `merchant_prepare_id`; None when the answer has none.
    """

    code: int
    attempt: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A call, and its answer or the silence that followed.

    Attributes:
        fields: what was sent, without the signature.
        status: the HTTP status; None when there was none.
        body: what came back, as it came.
    """

    fields: Mapping[str, str]
    status: int | None = None
    body: str = ""
    answer: Answer | None = None
    silence: Silence | None = None


def answered(form: Form, *, status: int, body: str) -> Exchange:
    """The exchange that HTTP brought to an end; Click reads no code from a status other than 200."""
    if status != HTTPStatus.OK:
        return Exchange(fields=_shown(form), status=status, body=body, silence=Silence.HTTP_STATUS)
    answer = _read(body, action=form["action"])
    silence = Silence.NOT_THE_PROTOCOL if answer is None else None
    return Exchange(fields=_shown(form), status=status, body=body, answer=answer, silence=silence)


def unanswered(form: Form, silence: Silence) -> Exchange:
    """The exchange in which the merchant said nothing."""
    return Exchange(fields=_shown(form), silence=silence)


def _shown(form: Form) -> Mapping[str, str]:
    return MappingProxyType({name: text for name, text in form.items() if name not in _NOT_SHOWN})


def _read(body: str, *, action: str) -> Answer | None:
    """The answer; None when it is not the JSON object of section 4.3 or 4.4, with integers as integers."""
    try:
        answer: Any = json.loads(body)
    except ValueError:
        return None
    if not isinstance(answer, dict) or type(answer.get("error")) is not int:
        return None
    attempt = answer.get("merchant_prepare_id")
    if type(attempt) is not int:
        attempt = None
    if action == PREPARE and answer["error"] == 0 and attempt is None:
        return None
    return Answer(code=answer["error"], attempt=attempt)
