"""The parameters of Payme's methods, strictly: `true`, 1.5 and "100" are no amounts (section 9)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TypeGuard

from adapters.gateways.payme.answers import Code
from adapters.gateways.payme.errors import PaymeRefusalError
from adapters.gateways.payme.rpc import is_integer
from adapters.gateways.payme.settings import UZS
from billing.domain.announcement import Words
from shared_kernel.money import Money

Params = Mapping[str, object]

# Nothing of ours ever costs 0, so comparing it fails where the protocol says that amounts are compared.
NO_AMOUNT = Money(0, UZS)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MAX_MILLISECONDS = 10**13 - 1
_MIN_TIMESTAMP = 10**12
_MAX_ID = 64
_MAX_VALUE = 255
# The protocol gives no limit for the words of a tax receipt, and an address may be long.
_MAX_FISCAL_VALUE = 2048
_MAX_ACCOUNT_FIELDS = 20


def transaction_id(params: Params) -> str:
    """`id`: Payme's name of a transaction, 24 characters today.

    Raises:
        PaymeRefusalError: -32600 when it is missing or none.
    """
    value = params.get("id")
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_ID or not value.isprintable():
        raise PaymeRefusalError(Code.BAD_REQUEST)
    return value


def began_at(params: Params) -> datetime:
    """`time`: when the transaction began at Payme, 13 digits of milliseconds.

    Raises:
        PaymeRefusalError: -32600 when it is missing or none; seconds have ten digits.
    """
    return _moment(params.get("time"), least=_MIN_TIMESTAMP)


def period(params: Params) -> tuple[datetime, datetime]:
    """`from` and `to`, both included.

    Raises:
        PaymeRefusalError: -32600 when one is missing, none, or they are the wrong way round.
    """
    start, end = _moment(params.get("from"), least=0), _moment(params.get("to"), least=0)
    if end < start:
        raise PaymeRefusalError(Code.BAD_REQUEST)
    return start, end


def reason(params: Params) -> int:
    """`reason`: any whole number; 6 to 9 are not defined, and kept all the same.

    Raises:
        PaymeRefusalError: -32600 when it is missing or none.
    """
    value = params.get("reason")
    if not is_integer(value):
        raise PaymeRefusalError(Code.BAD_REQUEST)
    return value


def amount(params: Params) -> Money:
    """`amount` in tiyin; NO_AMOUNT when it can be none, so that an unknown account is said before it (section 4.3).

    Raises:
        PaymeRefusalError: -32600 when it is missing.
    """
    if "amount" not in params:
        raise PaymeRefusalError(Code.BAD_REQUEST)
    value = params["amount"]
    return Money(value, UZS) if is_integer(value) and value > 0 else NO_AMOUNT


def account(params: Params, *, fields: tuple[str, ...]) -> Words:
    """`account` as received: every field of the register, as text or whole number.

    Raises:
        PaymeRefusalError: -32600 when it is missing or no object; -31050 naming the field that is missing or none.
    """
    value = params.get("account")
    if not isinstance(value, dict) or len(value) > _MAX_ACCOUNT_FIELDS:
        raise PaymeRefusalError(Code.BAD_REQUEST)
    words: dict[str, str | int] = {}
    for name in (*fields, *value):
        word = value.get(name)
        if not is_word(name) or not is_word_or_number(word):
            raise PaymeRefusalError(Code.UNKNOWN_ACCOUNT, data=name if name in fields else fields[0])
        words[name] = word
    return MappingProxyType(words)


def is_word(value: object) -> TypeGuard[str]:
    """Whether it is text a database can keep: no NUL, no half of a character pair, not too long."""
    return _is_text(value, longest=_MAX_VALUE)


def is_fiscal_value(value: object) -> TypeGuard[str | int]:
    """Whether it is a word of a tax receipt that can be kept."""
    return _is_text(value, longest=_MAX_FISCAL_VALUE) or is_integer(value)


def is_word_or_number(value: object) -> TypeGuard[str | int]:
    """Whether it is text or a whole number that can be kept and echoed."""
    return is_word(value) or is_integer(value)


def milliseconds(moment: datetime | None) -> int:
    """Payme's timestamp; 0 for what has not happened (null would fail its sandbox)."""
    return 0 if moment is None else (moment - _EPOCH) // _MILLISECOND


def moment_of(timestamp: int) -> datetime:
    """The moment of a timestamp of Payme's (UTC)."""
    return _EPOCH + timestamp * _MILLISECOND


def _moment(value: object, *, least: int) -> datetime:
    if not is_integer(value) or not least <= value <= _MAX_MILLISECONDS:
        raise PaymeRefusalError(Code.BAD_REQUEST)
    return moment_of(value)


def _is_text(value: object, *, longest: int) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= longest and "\x00" not in value and _is_unicode(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
