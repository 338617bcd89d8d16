"""Stripe's refusals (Stripe protocol, section 3): an HTTP status and an `error` object."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

Json = dict[str, Any]
_NOTHING: Mapping[str, object] = MappingProxyType({})


class ApiError(Exception):
    """The call is refused; `body` is what the caller reads, `about` what else it says (`charge`, `decline_code`)."""

    def __init__(
        self,
        message: str,
        *,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        kind: str = "invalid_request_error",
        code: str = "",
        param: str = "",
        about: Mapping[str, object] = _NOTHING,
    ) -> None:
        super().__init__(message)
        self.status = status
        error: Json = {"message": message, "type": kind, **about}
        if code:
            error |= {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"}
        if param:
            error["param"] = param
        self.body: Mapping[str, Json] = {"error": error}


def unauthenticated(message: str) -> ApiError:
    """401: no key, or none that is known."""
    return ApiError(message, status=HTTPStatus.UNAUTHORIZED)


def missing(kind: str, name: str, *, param: str) -> ApiError:
    """404 for an object in the address, 400 for one named by a parameter, as `param` tells."""
    status = HTTPStatus.NOT_FOUND if param == "id" else HTTPStatus.BAD_REQUEST
    return ApiError(f"No such {kind}: '{name}'", status=status, code="resource_missing", param=param)


def wrong_state(message: str, *, intent: object = None) -> ApiError:
    """400: the payment, as shown, is not in a state that allows this."""
    about = {"payment_intent": intent} if intent else _NOTHING
    return ApiError(message, code="payment_intent_unexpected_state", about=about)


def broken() -> ApiError:
    """500: something went wrong on Stripe's end."""
    message = "An unknown error occurred"
    return ApiError(message, status=HTTPStatus.INTERNAL_SERVER_ERROR, kind="api_error")


def too_many_requests() -> ApiError:
    """429."""
    message = "Request rate limit exceeded."
    return ApiError(message, status=HTTPStatus.TOO_MANY_REQUESTS, code="rate_limit")


def locked() -> ApiError:
    """409: another request holds the object."""
    message = "This object cannot be accessed right now because another API request is currently accessing it."
    return ApiError(message, status=HTTPStatus.CONFLICT, code="lock_timeout")
