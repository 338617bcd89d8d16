"""What billing refuses, each refusal with its own reason."""

from billing.domain.details.codec import Details
from shared_kernel.errors import ConflictError, ExternalError, NotFoundError, ValidationError


class TransactionNotFoundError(NotFoundError):
    """There is no such transaction."""

    reason = "TRANSACTION_NOT_FOUND"


class AttemptNotFoundError(NotFoundError):
    """There is no such attempt to pay under this reference."""

    reason = "ATTEMPT_NOT_FOUND"


class UnknownReferenceError(NotFoundError):
    """Neither an order nor an account has this reference."""

    reason = "UNKNOWN_REFERENCE"


class UnknownGatewayError(ValidationError):
    """There is no such gateway."""

    reason = "UNKNOWN_GATEWAY"

    def __init__(self, gateway: str) -> None:
        shown = gateway[:40]
        super().__init__(f"There is no gateway {shown!r}.", field="gateway", parameters={"gateway": shown})


class CurrencyNotSupportedError(ValidationError):
    """The gateway does not take this currency."""

    reason = "CURRENCY_NOT_SUPPORTED"

    def __init__(self, *, gateway: str, currency: str) -> None:
        super().__init__(
            f"{gateway} does not take {currency}.",
            field="amount.currency_code",
            parameters={"gateway": gateway, "currency": currency},
        )


class AmountTooLargeError(ValidationError):
    """The amount is more than one payment can be."""

    reason = "AMOUNT_TOO_LARGE"

    def __init__(self, maximum: int) -> None:
        super().__init__(
            f"One payment is at most {maximum} minor units.", field="amount", parameters={"maximum": str(maximum)}
        )


class DetailsMismatchError(ValidationError):
    """The details are those of another gateway."""

    reason = "DETAILS_MISMATCH"

    def __init__(self) -> None:
        super().__init__(field="details")


class InvalidDetailsFilterError(ValidationError):
    """This is not a question one can ask of a details field."""

    reason = "INVALID_DETAILS_FILTER"


class IllegalStatusError(ConflictError):
    """The transaction cannot go from its status to the wanted one."""

    reason = "ILLEGAL_STATUS_TRANSITION"

    def __init__(self, *, current: str, wanted: str) -> None:
        super().__init__(
            f"A transaction that is {current} cannot become {wanted}.",
            parameters={"current": current, "wanted": wanted},
        )


class RefundExceedsCapturedError(ConflictError):
    """More would be refunded than was taken."""

    reason = "REFUND_EXCEEDS_CAPTURED"


class GatewayNotConfiguredError(ConflictError):
    """The gateway is not configured for this tenant, or disabled."""

    reason = "GATEWAY_NOT_CONFIGURED"

    def __init__(self, gateway: str) -> None:
        super().__init__(
            f"The gateway {gateway} is not configured, or disabled.", field="gateway", parameters={"gateway": gateway}
        )


class NotLocallySettledError(ConflictError):
    """Only the gateway's own provider can complete this transaction."""

    reason = "NOT_LOCALLY_SETTLED"


class AccountNumberReferenceError(ConflictError):
    """An account has this number: an order of the same name would take the money meant for the account."""

    reason = "ACCOUNT_NUMBER_REFERENCE"

    def __init__(self) -> None:
        super().__init__(field="order_reference")


class AmountMismatchError(ConflictError):
    """The amount is not the one expected."""

    reason = "AMOUNT_MISMATCH"


class AlreadyPaidError(ConflictError):
    """This was paid before; nothing changes."""

    reason = "ALREADY_PAID"


class AttemptCanceledError(ConflictError):
    """This attempt, or what it was to pay, was canceled before; nothing changes."""

    reason = "ATTEMPT_CANCELED"


class OrderClosedError(AttemptCanceledError):
    """The order failed, expired or was canceled; nothing can pay it any more."""

    reason = "ORDER_CLOSED"


class OrderBusyError(ConflictError):
    """Another attempt of this order is under way, and its provider takes one at a time."""

    reason = "ORDER_BUSY"


class ReturnRefusedError(ConflictError):
    """A provider may not take this payment's money back, or the money is not there any more."""

    reason = "RETURN_REFUSED"


class DuplicateAttemptError(ConflictError):
    """The provider announced the same attempt twice at the same moment; ask again."""

    reason = "DUPLICATE_ATTEMPT"
    retryable = True


class StaleTransactionError(ConflictError):
    """The transaction changed meanwhile; ask again."""

    reason = "STALE_TRANSACTION"
    retryable = True


class RefundNotFoundError(NotFoundError):
    """There is no such refund."""

    reason = "REFUND_NOT_FOUND"


class DiscrepancyNotFoundError(NotFoundError):
    """There is no such discrepancy."""

    reason = "DISCREPANCY_NOT_FOUND"


class DiscrepancyResolvedError(ConflictError):
    """Somebody has resolved the discrepancy before."""

    reason = "DISCREPANCY_RESOLVED"


class NotSupportedByGatewayError(ConflictError):
    """The gateway cannot do this, or is not configured for it."""

    reason = "NOT_SUPPORTED_BY_GATEWAY"

    def __init__(self, *, gateway: str, operation: str) -> None:
        super().__init__(
            f"{gateway} cannot {operation.replace('_', ' ')}, or is not configured for it.",
            parameters={"gateway": gateway, "operation": operation},
        )


class OperationInProgressError(ConflictError):
    """The gateway is being asked something else about this payment; ask again in a moment."""

    reason = "OPERATION_IN_PROGRESS"
    retryable = True


class GatewayRefusedError(ExternalError):
    """The gateway refused, and will refuse again. A payment that it refused to open keeps `details` of that."""

    reason = "GATEWAY_REFUSED"

    def __init__(self, *, gateway: str, code: str, message: str, details: Details | None = None) -> None:
        super().__init__(
            f"{gateway} refused: {message} ({code})", parameters={"gateway": gateway, "code": code, "text": message}
        )
        self.code = code
        self.text = message
        self.details = details


class UnknownToGatewayError(GatewayRefusedError):
    """The gateway says that it knows no such payment. Only for gateways that say so clearly."""


class GatewayUnavailableError(ExternalError):
    """The gateway cannot be reached now; it did nothing."""

    reason = "GATEWAY_UNAVAILABLE"
    retryable = True


class UnknownOutcomeError(ExternalError):
    """Nobody knows yet whether the gateway did it; it is being asked. The same request again tells the outcome."""

    reason = "UNKNOWN_OUTCOME"
    retryable = True


class CaptureExceedsAuthorizedError(ConflictError):
    """More would be captured than is authorized."""

    reason = "CAPTURE_EXCEEDS_AUTHORIZED"


class VetoedError(ConflictError):
    """The tenant's own system does not let this money move."""

    reason = "VETOED"

    def __init__(self, why: str) -> None:
        super().__init__(f"The payment guard says no: {why}" if why else "", parameters={"why": why})
