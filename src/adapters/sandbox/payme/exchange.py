"""One call of the Merchant API and what the merchant said to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

FAILED = -32400


class Silence(StrEnum):
    """Why a call has no answer that Payme could read."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    HTTP_STATUS = "http_status"
    NOT_THE_PROTOCOL = "not_the_protocol"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A call, and its answer or the silence that followed; the password is never part of it.

    Attributes:
        body: what came back, as it came.
        result: of a call that was done.
        code: of a call that was refused; 0 otherwise.
    """

    method: str
    params: Mapping[str, object]
    http_status: int | None = None
    body: str = ""
    result: Mapping[str, Any] | None = None
    code: int = 0
    silence: Silence | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the merchant has said yes or no; -32400 and silence are neither."""
        return self.silence is None and self.code != FAILED


def answered(*, method: str, params: Mapping[str, object], request_id: int, http_status: int, body: str) -> Exchange:
    """The exchange that HTTP brought to an end; any status but 200 means -32400 to Payme."""
    if http_status != HTTPStatus.OK:
        return Exchange(method=method, params=params, http_status=http_status, body=body, silence=Silence.HTTP_STATUS)
    result, code = _read(body, request_id)
    silence = Silence.NOT_THE_PROTOCOL if result is None and code == 0 else None
    return Exchange(
        method=method, params=params, http_status=http_status, body=body, result=result, code=code, silence=silence
    )


def unanswered(*, method: str, params: Mapping[str, object], silence: Silence) -> Exchange:
    """The exchange in which the merchant said nothing."""
    return Exchange(method=method, params=params, silence=silence)


def _read(body: str, request_id: int) -> tuple[Mapping[str, Any] | None, int]:
    """The result, or the error's code; neither when it is not the answer to this call (section 3.1)."""
    try:
        answer: Any = json.loads(body)
    except ValueError:
        return None, 0
    if not isinstance(answer, dict) or answer.get("id") != request_id:
        return None, 0
    error, result = answer.get("error"), answer.get("result")
    if isinstance(error, dict) and type(error.get("code")) is int and result is None:
        return None, error["code"]
    return (result if isinstance(result, dict) and error is None else None), 0
