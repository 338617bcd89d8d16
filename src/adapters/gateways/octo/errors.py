"""How Octo says no, and how it says nothing (protocol, section 11)."""

from enum import IntEnum

from shared_kernel.errors import ExternalError, ValidationError

_LONGEST_TEXT = 255


class Code(IntEnum):
    """The codes of `error` that mean something to us; the list is not complete anywhere."""

    BAD_FORMAT = 1
    WRONG_SECRET = 2
    OLD_WRONG_REFUND_AMOUNT = 3
    INVALID_REQUEST = 10
    TOO_OFTEN = 11
    WRONG_REFUND_AMOUNT = 22
    FISCAL_NOT_REGISTERED = 403


class OctoRefusalError(ExternalError):
    """Octo refused the call and did nothing.

    Attributes:
        code: Octo's `error`.
        text: Octo's own words, for people who work here; never for the payer.
    """

    def __init__(self, *, code: int, text: str) -> None:
        self.code = code
        self.retryable = code == Code.TOO_OFTEN
        self.text = text.replace("\x00", "")[:_LONGEST_TEXT]
        super().__init__(f"Octo refused: {code} {self.text}".rstrip(), parameters={"code": str(code)})


class UnreadableAnswerError(ExternalError):
    """Octo's answer cannot be read: nobody knows what it did."""

    retryable = True

    def __init__(self, http_status: int) -> None:
        super().__init__(f"Octo answered HTTP {http_status} without a word one could rely on.")
        self.http_status = http_status


class OctoNotificationError(ValidationError):
    """This is not a notification of Octo."""
