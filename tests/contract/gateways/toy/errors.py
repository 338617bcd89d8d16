"""What Toy's words of refusal mean, and what is no word of Toy's at all."""

from collections.abc import Mapping

from adapters.gateways.outcomes import RefusalError
from shared_kernel.errors import ValidationError

GATEWAY = "toy"


class NotificationError(ValidationError):
    """This is not a notification of Toy."""


def busy() -> RefusalError:
    """Toy did nothing and wants to be asked later."""
    return RefusalError(gateway=GATEWAY, code="busy", text="Toy is busy.", retryable=True)


def refusal(told: Mapping[str, object]) -> RefusalError:
    """Toy's clear no, in its own code and words."""
    return RefusalError(gateway=GATEWAY, code=str(told["error"]), text=str(told["message"]))
