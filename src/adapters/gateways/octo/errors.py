"""How Octo says no (protocol, section 11)."""

from enum import IntEnum

from adapters.gateways.outcomes import RefusalError, UnclearAnswerError
from shared_kernel.errors import ValidationError

GATEWAY = "octo"


class Code(IntEnum):
    """The codes of `error` that mean something to us; the list is not complete anywhere."""

    BAD_FORMAT = 1
    WRONG_SECRET = 2
    OLD_WRONG_REFUND_AMOUNT = 3
    INVALID_REQUEST = 10
    TOO_OFTEN = 11
    WRONG_REFUND_AMOUNT = 22
    FISCAL_NOT_REGISTERED = 403


class OctoRefusalError(RefusalError):
    """Octo refused the call and did nothing. It has no code for a payment it does not know."""

    def __init__(self, *, code: int, text: str) -> None:
        super().__init__(gateway=GATEWAY, code=code, text=text, retryable=code == Code.TOO_OFTEN)
        self.number = code


class UnreadableAnswerError(UnclearAnswerError):
    """Octo's answer cannot be read."""

    def __init__(self, http_status: int) -> None:
        super().__init__(f"Octo answered HTTP {http_status} without a word one could rely on.")
        self.http_status = http_status


class OctoNotificationError(ValidationError):
    """This is not a notification of Octo."""
