"""Our refusals in Payme's words: which code an error means depends on the method that met it."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.gateways.payme.answers import MESSAGES, Code
from billing.domain.errors import (
    AlreadyPaidError,
    AmountMismatchError,
    AttemptCanceledError,
    AttemptNotFoundError,
    OrderBusyError,
    OrderClosedError,
    ReturnRefusedError,
    UnknownReferenceError,
    VetoedError,
)
from shared_kernel.errors import HamyonError, ValidationError

Codes = Mapping[type[HamyonError], Code]

# The first kind that fits counts: an order that is closed is told apart from an attempt that is over.
OF_CHECK_PERFORM: Codes = MappingProxyType(
    {
        UnknownReferenceError: Code.UNKNOWN_ACCOUNT,
        AmountMismatchError: Code.WRONG_AMOUNT,
        AlreadyPaidError: Code.ALREADY_PAID,
        OrderBusyError: Code.BUSY,
        OrderClosedError: Code.CLOSED,
        VetoedError: Code.IMPOSSIBLE_NOW,
    }
)
# A busy or paid order is no mistake of the payer's any more: sections 4.4 and 12.1.
OF_CREATE: Codes = MappingProxyType(
    {
        **OF_CHECK_PERFORM,
        AlreadyPaidError: Code.IMPOSSIBLE_NOW,
        OrderBusyError: Code.IMPOSSIBLE_NOW,
        AttemptCanceledError: Code.IMPOSSIBLE_NOW,
    }
)
OF_LEDGER: Codes = MappingProxyType(
    {
        AttemptNotFoundError: Code.UNKNOWN_TRANSACTION,
        AlreadyPaidError: Code.IMPOSSIBLE_NOW,
        AttemptCanceledError: Code.IMPOSSIBLE_NOW,
        ReturnRefusedError: Code.NOT_RETURNABLE,
    }
)
OF_FISCAL_DATA: Codes = MappingProxyType({AttemptNotFoundError: Code.UNKNOWN_RECEIPT})

_ACCOUNT_CODES = frozenset({Code.UNKNOWN_ACCOUNT, Code.ALREADY_PAID, Code.BUSY, Code.CLOSED})


class PaymeRefusalError(ValidationError):
    """Payme's call is refused.

    Attributes:
        data: the account's field or the method at fault; empty when there is none.
    """

    reason = "PAYME_REFUSAL"

    def __init__(self, code: Code, *, data: str = "") -> None:
        super().__init__(MESSAGES[code]["en"])
        self.code = code
        self.data = data


def refusal_of(error: HamyonError, *, codes: Codes, account_field: str) -> PaymeRefusalError | None:
    """The refusal an error means in a method; None for one that is no business of Payme's."""
    if isinstance(error, PaymeRefusalError):
        return error
    code = next((code for kind, code in codes.items() if isinstance(error, kind)), None)
    if code is None:
        return None
    return PaymeRefusalError(code, data=account_field if code in _ACCOUNT_CODES else "")
