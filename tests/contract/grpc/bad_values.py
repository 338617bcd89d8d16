"""Bad values for each kind of field, with what a caller learns of each: data, used by the table of bad input."""

from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from hamyon.common.v1.money_pb2 import Money

# Takes the field away.
MISSING: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A bad value of one field.

    Attributes:
        value: what is put into the field, or a function that spoils the whole request.
        field: what the refusal names, when it is not the field itself.
    """

    why: str
    value: Any
    code: str = "INVALID_ARGUMENT"
    reason: str = "INVALID_REQUEST"
    field: str = ""


def spoil(message: Message, path: str, bad: Bad) -> None:
    """Put the bad value into the field at the path; messages on the way are made."""
    if callable(bad.value):
        bad.value(message)
        return
    *way, name = path.split(".")
    for step in way:
        message = getattr(message, step)
    message.ClearField(name)  # type: ignore[arg-type]
    if bad.value is MISSING:
        return
    if isinstance(bad.value, dict):
        getattr(message, name).update(bad.value)
    elif isinstance(bad.value, list):
        getattr(message, name).extend(bad.value)
    elif isinstance(bad.value, Message):
        getattr(message, name).CopyFrom(bad.value)
    else:
        setattr(message, name, bad.value)


CONTROL = Bad(why="control character", value="a\nb")

REQUEST_ID = (Bad(why="missing", value=MISSING), Bad(why="too long", value="x" * 256), CONTROL)
OPTIONAL_ID = (Bad(why="no UUID", value="17"), Bad(why="too long", value="0" * 300))
ID = (Bad(why="missing", value=MISSING), *OPTIONAL_ID)
NAME = (Bad(why="missing", value=MISSING), Bad(why="too long", value="x" * 101), CONTROL)
WORD = (Bad(why="too long", value="x" * 256), CONTROL)
GATEWAY = (
    Bad(why="missing", value=MISSING),
    Bad(why="not a name", value="Click!"),
    Bad(why="too long", value="x" * 33),
    Bad(why="no such gateway", value="nosuch", reason="UNKNOWN_GATEWAY"),
)
MAP = (
    Bad(why="too many", value={str(number): "" for number in range(51)}),
    Bad(why="empty key", value={"": "x"}),
    Bad(why="key too long", value={"k" * 41: "x"}),
    Bad(why="control character in a key", value={"a\n": "x"}),
    Bad(why="value too long", value={"k": "v" * 501}),
    Bad(why="zero byte in a value", value={"k": "\x00"}),
)
URL = (
    Bad(why="no address", value="javascript:alert(1)"),
    Bad(why="too long", value="https://x/" + "y" * 2048),
    Bad(why="line break", value="https://x/\ny"),
)
AMOUNT = (
    Bad(why="missing", value=MISSING),
    Bad(why="empty", value=Money(), field="amount.currency_code"),
)
POSITIVE_UNITS = (
    Bad(why="zero", value=0),
    Bad(why="negative", value=-1),
    Bad(why="the most negative", value=-(2**63)),
)
OPTIONAL_CURRENCY = (Bad(why="small letters", value="uzs"), Bad(why="too long", value="UZSS"))
CURRENCY = (
    Bad(why="missing", value=MISSING),
    *OPTIONAL_CURRENCY,
    Bad(why="no such currency", value="ZZZ", reason="UNKNOWN_CURRENCY"),
)
PAGE_SIZE = (Bad(why="negative", value=-1), Bad(why="oversized", value=1001))
PAGE_TOKEN = (
    Bad(why="too long", value="x" * 1025),
    Bad(why="no base64", value="§", reason="INVALID_PAGE_TOKEN"),
    Bad(why="made up", value="AAAA", reason="INVALID_PAGE_TOKEN"),
    Bad(why="of another list", value="AQAGKlWxxNAAAZGQ" + "A" * 28, reason="INVALID_PAGE_TOKEN"),
)
MOMENT = (
    Bad(why="before 1970", value=Timestamp(seconds=-1)),
    Bad(why="after the year 9999", value=Timestamp(seconds=253402300800)),
    Bad(why="no nanoseconds", value=Timestamp(seconds=1, nanos=2_000_000_000)),
)
ENUMS = (
    Bad(why="unknown", value=[99]),
    Bad(why="unspecified", value=[0]),
    Bad(why="too many", value=[1] * 11),
)
ENUM = (Bad(why="unknown", value=99),)


def foreign(identifier: str, reason: str, *, field: str = "") -> Bad:
    """What another tenant has does not exist."""
    return Bad(why="another tenant's", value=identifier, code="NOT_FOUND", reason=reason, field=field)


ID_NUMBER = (Bad(why="zero", value=0), Bad(why="negative", value=-5))
