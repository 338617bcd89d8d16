"""One notification and what the merchant said to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from http import HTTPStatus
from typing import Any

# Whoever reads over a shoulder could send the notification again with it.
_NOT_SHOWN = frozenset({"signature"})


class Silence(StrEnum):
    """Why a notification has no answer that Octo could read."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    HTTP_STATUS = "http_status"
    UNKNOWN_SHOP = "unknown_shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A notification, and its answer or the silence that followed.

    Attributes:
        fields: what was sent, without the signature.
        http_status: None when there was no answer.
        body: what came back, as it came.
    """

    fields: Mapping[str, object]
    http_status: int | None = None
    body: str = ""
    silence: Silence | None = None

    @property
    def reply(self) -> Mapping[str, Any]:
        """The JSON object of an answer; empty when it is none, which Octo takes for "heard"."""
        try:
            answer = json.loads(self.body, parse_float=Decimal)
        except ValueError:
            return {}
        return answer if isinstance(answer, dict) and self.silence is None else {}


def answered(fields: Mapping[str, object], *, http_status: int, body: str) -> Exchange:
    """The exchange that HTTP brought to an end; anything but 200 is no answer."""
    silence = None if http_status == HTTPStatus.OK else Silence.HTTP_STATUS
    return Exchange(fields=_shown(fields), http_status=http_status, body=body, silence=silence)


def unanswered(fields: Mapping[str, object], silence: Silence) -> Exchange:
    """The exchange in which the merchant said nothing."""
    return Exchange(fields=_shown(fields), silence=silence)


def _shown(fields: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in fields.items() if name not in _NOT_SHOWN}
