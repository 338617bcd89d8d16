"""Our refusals in Click's words: the one table from errors to answer codes."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.gateways.click.answers import NOTES, Code
from billing.domain.errors import (
    AlreadyPaidError,
    AmountMismatchError,
    AttemptCanceledError,
    AttemptNotFoundError,
    UnknownReferenceError,
    VetoedError,
)
from shared_kernel.errors import HamyonError, ValidationError


class ClickRefusalError(ValidationError):
    """Click's call is refused before anything was looked up."""

    reason = "CLICK_REFUSAL"

    def __init__(self, code: Code, message: str = "") -> None:
        super().__init__(message or NOTES[code])
        self.code = code


_CODES: Mapping[type[HamyonError], Code] = MappingProxyType(
    {
        UnknownReferenceError: Code.UNKNOWN_ORDER,
        AttemptNotFoundError: Code.UNKNOWN_ATTEMPT,
        AlreadyPaidError: Code.ALREADY_PAID,
        AttemptCanceledError: Code.CANCELED,
        AmountMismatchError: Code.WRONG_AMOUNT,
        VetoedError: Code.CANCELED,
    }
)


def code_of(error: HamyonError) -> Code | None:
    """The answer an error means; None for one Click has no word for."""
    if isinstance(error, ClickRefusalError):
        return error.code
    return next((code for kind, code in _CODES.items() if isinstance(error, kind)), None)
