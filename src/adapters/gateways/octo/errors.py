"""How Octo says no, how it says nothing, and what billing is told of either (protocol, section 11)."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from adapters.http_client.failures import NoAnswerError, NotSentError
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError
from shared_kernel.errors import ExternalError, ValidationError

GATEWAY = "octo"
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


@contextmanager
def while_acting() -> Iterator[None]:
    """Around a call that changes something at Octo.

    Raises:
        GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: instead of the failures of the client.
    """
    try:
        yield
    except NotSentError as failure:
        raise GatewayUnavailableError(failure.message) from failure
    except (NoAnswerError, UnreadableAnswerError) as failure:
        raise UnknownOutcomeError(failure.message) from failure
    except OctoRefusalError as refusal:
        if refusal.retryable:
            raise GatewayUnavailableError(refusal.message) from refusal
        raise GatewayRefusedError(gateway=GATEWAY, code=str(refusal.code), message=refusal.text) from refusal


@contextmanager
def while_reading() -> Iterator[None]:
    """Around a call that only asks: it has done nothing, however it failed, and can be asked again.

    A refusal is no different: Octo has no code for a payment it does not know, and none is ever taken for canceled.

    Raises:
        GatewayUnavailableError: instead of the failures of the client.
    """
    try:
        yield
    except (NotSentError, NoAnswerError, UnreadableAnswerError, OctoRefusalError) as failure:
        raise GatewayUnavailableError(failure.message) from failure
