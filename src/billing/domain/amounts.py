"""How much one payment or payout can be."""

from billing.domain.errors import AmountTooLargeError
from shared_kernel.money import InvalidAmountError, Money

# Minor units. Far above any real payment, and far below the 64 bits of a balance: money that a payer was charged must
# fit wherever it is booked, or nobody could settle it any more.
MAX_AMOUNT = 10**15


def require_positive(amount: Money) -> None:
    """Let an amount above zero pass.

    Raises:
        InvalidAmountError: it is not.
    """
    if amount.minor_units <= 0:
        raise InvalidAmountError("The amount must be positive.", field="amount")


def require_possible(amount: Money) -> None:
    """Let an amount pass that one payment can have.

    Raises:
        InvalidAmountError: it is not above zero.
        AmountTooLargeError: it is above MAX_AMOUNT.
    """
    require_positive(amount)
    if amount.minor_units > MAX_AMOUNT:
        raise AmountTooLargeError(MAX_AMOUNT)
