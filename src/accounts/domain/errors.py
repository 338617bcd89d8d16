"""Why the accounts module refuses: one class per reason."""

from shared_kernel.errors import ConflictError, NotFoundError, OverloadError, ValidationError


class UserNotFoundError(NotFoundError):
    """There is no such user."""

    reason = "USER_NOT_FOUND"


class AccountNotFoundError(NotFoundError):
    """There is no such account."""

    reason = "ACCOUNT_NOT_FOUND"


class TransactionNotFoundError(NotFoundError):
    """There is no such transaction."""

    reason = "TRANSACTION_NOT_FOUND"


class UserExistsError(ConflictError):
    """A user with this id is registered already."""

    reason = "USER_EXISTS"


class UserBlockedError(ConflictError):
    """The user is blocked."""

    reason = "USER_BLOCKED"


class AccountExistsError(ConflictError):
    """The user has an account in this currency already."""

    reason = "ACCOUNT_EXISTS"


class AccountFrozenError(ConflictError):
    """The account is frozen: no money moves in or out of it."""

    reason = "ACCOUNT_FROZEN"


class AccountClosedError(ConflictError):
    """The account is closed."""

    reason = "ACCOUNT_CLOSED"


class AccountNotEmptyError(ConflictError):
    """An account is closed only at zero, with nothing held."""

    reason = "ACCOUNT_NOT_EMPTY"


class InsufficientFundsError(ConflictError):
    """The account has less available than this takes."""

    reason = "INSUFFICIENT_FUNDS"


class SameAccountError(ValidationError):
    """A transfer needs two different accounts."""

    reason = "SAME_ACCOUNT"


class AmountNotPositiveError(ValidationError):
    """The amount must be positive."""

    reason = "AMOUNT_NOT_POSITIVE"


class AmountTooSmallError(ConflictError):
    """The amount converts to less than one minor unit of the target currency."""

    reason = "AMOUNT_TOO_SMALL"


class RateUnavailableError(ConflictError):
    """There is no exchange rate between these currencies."""

    reason = "RATE_UNAVAILABLE"


class IllegalStatusError(ConflictError):
    """The transaction is past the point where this is possible."""

    reason = "ILLEGAL_STATUS_TRANSITION"


class DepositNotBookedError(ConflictError):
    """The deposit has not been booked yet; try again shortly."""

    reason = "DEPOSIT_NOT_BOOKED"
    retryable = True


class QueueFullError(OverloadError):
    """More ledger operations are waiting than the service takes at once; try again shortly."""

    reason = "QUEUE_FULL"


class AccountNumberTakenError(ConflictError):
    """Another account has this number."""

    reason = "ACCOUNT_NUMBER_TAKEN"


class LedgerBusyError(ConflictError):
    """Other writers kept changing the same accounts; nothing was written, try again."""

    reason = "LEDGER_BUSY"
    retryable = True
