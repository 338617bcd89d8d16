"""How Stripe says no, and how it says nothing, in our words: the one table (Stripe protocol, section 3).

Imports Stripe's library: only `sdk` may import this.
"""

from http import HTTPStatus

import stripe
import structlog

from adapters.gateways.stripe.declines import tellable
from adapters.gateways.stripe.doubt import KeyRefusedError
from adapters.http_client.failures import NoAnswerError, NotSentError
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError
from shared_kernel.errors import HamyonError

# The library decodes every answer before it looks at it, also one that is no text at all.
FAILURES = (stripe.StripeError, NotSentError, NoAnswerError, UnicodeDecodeError)

_TRY_LATER = frozenset({"lock_timeout", "rate_limit"})
_ABOUT_THE_KEY = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})

_log = structlog.get_logger(__name__)


def meaning(failure: Exception) -> HamyonError:
    """What a failure means: nothing was done and never will be, nothing was done yet, or nobody knows."""
    if isinstance(failure, NotSentError):
        return GatewayUnavailableError("Stripe was not reached.")
    if not isinstance(failure, stripe.StripeError):
        return UnknownOutcomeError("Stripe did not answer, or not in words.")
    code = _code(failure)
    _log.warning("stripe.refused", request_id=failure.request_id, http_status=failure.http_status, code=code)
    if _is_about_the_idempotency_key(failure):
        return UnknownOutcomeError("Stripe knows an earlier call under this key.")
    if isinstance(failure, stripe.RateLimitError) or code in _TRY_LATER:
        return GatewayUnavailableError("Stripe is busy.")
    if _is_refusal(failure):
        return _refusal(failure, code)
    return UnknownOutcomeError(f"Stripe answered HTTP {failure.http_status} without a word one could rely on.")


def _is_about_the_idempotency_key(failure: stripe.StripeError) -> bool:
    """Whether an earlier call under the key is running, or said something else: it may do what this one wanted."""
    is_about_it = failure.error is not None and failure.error.to_dict().get("type") == "idempotency_error"
    if is_about_it and failure.http_status != HTTPStatus.CONFLICT:
        # The parameters of a repeated call follow from what is stored, so this is a defect, or settings were changed.
        _log.error("stripe.key_reused", request_id=failure.request_id)
    return is_about_it


def _is_refusal(failure: stripe.StripeError) -> bool:
    """A clear no in Stripe's own words; an HTML page of a proxy under 400 is none."""
    status = failure.http_status or 0
    is_client_error = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return is_client_error and failure.error is not None and status != HTTPStatus.CONFLICT


def _refusal(failure: stripe.StripeError, code: str) -> GatewayRefusedError:
    told, text = tellable(code=code, text=failure.user_message or "")
    if failure.http_status in _ABOUT_THE_KEY:
        # Nobody who pays can help it.
        _log.error("stripe.key_refused", request_id=failure.request_id, code=code)
        return KeyRefusedError(gateway="stripe", code=told, message=text)
    return GatewayRefusedError(gateway="stripe", code=told, message=text)


def _code(failure: stripe.StripeError) -> str:
    """Stripe's own word; the library fills `code` for some kinds of error only."""
    about = failure.error.to_dict() if failure.error is not None else {}
    return str(about.get("decline_code") or about.get("code") or about.get("type") or f"http_{failure.http_status}")
