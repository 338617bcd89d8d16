"""Ids, moments, money and failures."""

from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from hamyon.common.v1.failure_pb2 import Failure as FailureMessage
from hamyon.common.v1.money_pb2 import Money as MoneyMessage
from shared_kernel.currency import Currency, currency
from shared_kernel.errors import ValidationError
from shared_kernel.money import Money

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NANOSECONDS = 1_000_000_000
_DAY = 86_400


class Failure(Protocol):
    """Why something failed, as both modules tell it."""

    @property
    def reason(self) -> str:
        """For programs."""
        ...

    @property
    def message(self) -> str:
        """For people."""
        ...


class MissingFieldError(ValidationError):
    """A required field is missing."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is required.", field=field)


def optional_id(text: str) -> UUID | None:
    """An id that may be left out; the contract has checked its form."""
    return UUID(text) if text else None


def money_from(message: Message, field: str = "amount") -> Money:
    """The money in a field of a request.

    Raises:
        MissingFieldError: the field was not sent.
        UnknownCurrencyError: naming the currency's field.
    """
    if not message.HasField(field):
        raise MissingFieldError(field)
    sent: MoneyMessage = getattr(message, field)
    return Money(sent.minor_units, currency(sent.currency_code, field=f"{field}.currency_code"))


def optional_money(message: Message, field: str = "amount") -> Money | None:
    """The money in a field of a request that may be left out (UnknownCurrencyError, naming the currency's field)."""
    return money_from(message, field) if message.HasField(field) else None


def money_to(money: Money) -> MoneyMessage:
    """Money as a message."""
    return MoneyMessage(minor_units=money.minor_units, currency_code=money.currency.code)


def amount_to(minor_units: int, unit: Currency) -> MoneyMessage:
    """Minor units of a currency as a message."""
    return MoneyMessage(minor_units=minor_units, currency_code=unit.code)


def moment_from(message: Message, field: str, *, within: str = "") -> datetime | None:
    """The moment (UTC, to the microsecond) in a field of the request, or of what is `within` it; None when left out.

    Raises:
        ValidationError: its nanoseconds are none.
    """
    if not message.HasField(field):
        return None
    sent: Timestamp = getattr(message, field)
    if not 0 <= sent.nanos < _NANOSECONDS:
        raise ValidationError("nanos must be from 0 to 999999999.", field=f"{within}{field}.nanos")
    return _EPOCH + timedelta(seconds=sent.seconds, microseconds=sent.nanos // 1000)


def moment_to(moment: datetime) -> Timestamp:
    """A moment as a message."""
    # By hand, because this runs several times per transfer and Timestamp.FromDatetime takes five times as long.
    since = moment - _EPOCH
    return Timestamp(seconds=since.days * _DAY + since.seconds, nanos=since.microseconds * 1000)


def failure_to(failure: Failure | None) -> FailureMessage | None:
    """Why something failed, as a message."""
    return FailureMessage(reason=failure.reason, message=failure.message) if failure else None
