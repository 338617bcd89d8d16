"""How a provider says no, how it says nothing, and what billing is told of either.

Whatever goes wrong with a call is one of three things, and money depends on which: the provider refused, it certainly
did nothing, or nobody knows what it did. A gateway's client says which, in these errors and in those of `http_client`.
"""

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

_LONGEST_TEXT = 255


class RefusalError(ExternalError):
    """The provider refused the call and did nothing.

    Attributes:
        code: the provider's own.
        text: the provider's own words, for people who work here; never for the payer.
        retryable: it refused for now only.
        about_unknown: it knows no such payment, and says so clearly.
    """

    def __init__(
        self, *, gateway: str, code: int | str, text: str, retryable: bool = False, about_unknown: bool = False
    ) -> None:
        self.gateway = gateway
        self.code = code
        self.text = text.replace("\x00", "")[:_LONGEST_TEXT]
        self.retryable = retryable
        self.about_unknown = about_unknown
        super().__init__(f"{gateway} refused: {code} {self.text}".rstrip(), parameters={"code": str(code)})


class UnclearAnswerError(ExternalError):
    """The provider's answer says neither yes nor no: nobody knows what it did."""

    retryable = True


@contextmanager
def while_acting() -> Iterator[None]:
    """Around a call that changes something at the provider.

    Raises:
        GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: instead of the failures of the client.
    """
    try:
        yield
    except NotSentError as failure:
        raise GatewayUnavailableError(failure.message) from failure
    except (NoAnswerError, UnclearAnswerError) as failure:
        raise UnknownOutcomeError(failure.message) from failure
    except RefusalError as refusal:
        if refusal.retryable:
            raise GatewayUnavailableError(refusal.message) from refusal
        raise GatewayRefusedError(gateway=refusal.gateway, code=str(refusal.code), message=refusal.text) from refusal


@contextmanager
def while_reading() -> Iterator[None]:
    """Around a call that only asks: it has done nothing, however it failed, and can be asked again.

    A refusal is no different: it decides nothing about any money.

    Raises:
        UnknownToGatewayError: the provider says clearly that it has no such payment.
        GatewayUnavailableError: instead of all other failures.
    """
    try:
        yield
    except RefusalError as no:
        if no.about_unknown:
            raise UnknownToGatewayError(gateway=no.gateway, code=str(no.code), message=no.text) from no
        raise GatewayUnavailableError(no.message) from no
    except GatewayRefusedError as no:
        raise GatewayUnavailableError(no.text) from no
    except (NotSentError, NoAnswerError, UnclearAnswerError) as failure:
        raise GatewayUnavailableError(failure.message) from failure
