"""What an answer of Click means to whoever asked: a refusal, nothing done, or nobody knows (protocol, section 5.2)."""

from http import HTTPStatus

import structlog

from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError

GATEWAY = "click"
# Of refusals of ours, which Click never saw: its own codes are numbers.
NOT_IDENTIFIED = "PAYMENT_NOT_IDENTIFIED"

# Nothing an operator repairs by asking again: the API user or the secret is wrong, or Click has locked it.
_STRANGER = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_LONGEST_TEXT = 255

_log = structlog.get_logger(__name__)


class StrangerError(GatewayRefusedError):
    """Click does not know our API user: what is configured is wrong, and says nothing about any payment."""


def refusal(*, code: int, note: str) -> GatewayRefusedError:
    """Click's no, in its own code and words."""
    return GatewayRefusedError(
        gateway=GATEWAY, code=str(code), message=note.replace("\x00", "")[:_LONGEST_TEXT] or "without a reason"
    )


def not_identified() -> GatewayRefusedError:
    """Click names a payment of this order that may be another one: sending back a wrong payment is worse than none."""
    return GatewayRefusedError(
        gateway=GATEWAY, code=NOT_IDENTIFIED, message="Click does not tell which of its payments this one is."
    )


def require_known(status: int) -> None:
    """Let a status pass that does not speak of our configuration or of haste.

    Raises:
        StrangerError: HTTP 401 or 403.
        GatewayUnavailableError: HTTP 429; nothing was done.
    """
    if status in _STRANGER:
        _log.error("click.merchant_api_refuses_us", status=status)
        raise StrangerError(
            gateway=GATEWAY, code=str(status), message="The API user or the secret key is not accepted."
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise GatewayUnavailableError("Click was asked too often.")
