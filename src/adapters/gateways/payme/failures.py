"""How Payme says no, how it says nothing, and what billing is told of either (Payme protocol, section 7.2)."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.http_client.failures import NoAnswerError, NotSentError
from billing.domain.errors import (
    GatewayRefusedError,
    GatewayUnavailableError,
    UnknownOutcomeError,
    UnknownToGatewayError,
)
from shared_kernel.errors import ExternalError

GATEWAY = "payme"
# Payme's own trouble; whether it came before the effect or after it is not said.
_ITS_OWN_TROUBLE = frozenset({-32400, -31002})
_UNKNOWN_RECEIPT = -31602
_LONGEST_TEXT = 255


class ReceiptRefusedError(ExternalError):
    """Payme refused the call and did nothing.

    Attributes:
        code: Payme's `error.code`.
        text: Payme's own words, for people who work here.
    """

    def __init__(self, *, code: int, text: str) -> None:
        self.code = code
        self.text = text.replace("\x00", "")[:_LONGEST_TEXT]
        super().__init__(f"Payme refused: {code} {self.text}".rstrip(), parameters={"code": str(code)})


class UnclearAnswerError(ExternalError):
    """Payme's answer says neither yes nor no: nobody knows what it did."""

    retryable = True


def refusal(*, code: int, text: str) -> ReceiptRefusedError | UnclearAnswerError:
    """What an error of Payme's means."""
    if code in _ITS_OWN_TROUBLE:
        return UnclearAnswerError(f"Payme failed: {code}.")
    return ReceiptRefusedError(code=code, text=text)


@contextmanager
def while_acting() -> Iterator[None]:
    """Around a call that changes something at Payme.

    Raises:
        GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: instead of the failures of the client.
    """
    try:
        yield
    except NotSentError as failure:
        raise GatewayUnavailableError(failure.message) from failure
    except (NoAnswerError, UnclearAnswerError) as failure:
        raise UnknownOutcomeError(failure.message) from failure
    except ReceiptRefusedError as no:
        raise GatewayRefusedError(gateway=GATEWAY, code=str(no.code), message=no.text) from no


@contextmanager
def while_reading() -> Iterator[None]:
    """Around a call that only asks: it has done nothing, however it failed, and can be asked again.

    Raises:
        UnknownToGatewayError: Payme has no such receipt.
        GatewayUnavailableError: instead of all other failures of the client.
    """
    try:
        yield
    except ReceiptRefusedError as no:
        if no.code == _UNKNOWN_RECEIPT:
            raise UnknownToGatewayError(gateway=GATEWAY, code=str(no.code), message=no.text) from no
        raise GatewayUnavailableError(no.message) from no
    except (NotSentError, NoAnswerError, UnclearAnswerError) as failure:
        raise GatewayUnavailableError(failure.message) from failure
