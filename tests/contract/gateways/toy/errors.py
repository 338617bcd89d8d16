"""How Toy says no, how it says nothing, and what billing is told of either."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.http_client.failures import NoAnswerError, NotSentError
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError
from shared_kernel.errors import ExternalError, ValidationError

GATEWAY = "toy"


class NotificationError(ValidationError):
    """This is not a notification of Toy."""


class BusyError(ExternalError):
    """Toy did nothing and wants to be asked later."""

    retryable = True


class UnreadableAnswerError(ExternalError):
    """Toy's answer cannot be read: nobody knows what it did."""

    retryable = True


@contextmanager
def while_acting() -> Iterator[None]:
    """Around a call that changes something at Toy.

    Raises:
        GatewayUnavailableError, UnknownOutcomeError: instead of the failures of the client.
    """
    try:
        yield
    except (NotSentError, BusyError) as failure:
        raise GatewayUnavailableError(failure.message) from failure
    except (NoAnswerError, UnreadableAnswerError) as failure:
        raise UnknownOutcomeError(failure.message) from failure


@contextmanager
def while_reading() -> Iterator[None]:
    """Around a call that only asks: however it failed, it has done nothing and can be made again.

    Raises:
        GatewayUnavailableError: instead of the failures of the client.
    """
    try:
        yield
    except (NotSentError, BusyError, NoAnswerError, UnreadableAnswerError, GatewayRefusedError) as failure:
        raise GatewayUnavailableError(failure.message) from failure
