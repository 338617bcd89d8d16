"""Stripe's refusals (Stripe protocol, section 3): an HTTP status and an `error` object."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """The call is refused; `body` is what the caller reads."""

    def __init__(
        self,
        message: str,
        *,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        kind: str = "invalid_request_error",
        code: str = "",
        param: str = "",
        **more: object,
    ) -> None:
        super().__init__(message)
        self.status = status
        error: Json = {"message": message, "type": kind, **more}
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


def wrong_state(message: str, *, code: str = "payment_intent_unexpected_state", **more: object) -> ApiError:
    """400: the object is not in a state that allows this."""
    return ApiError(message, code=code, **more)  # type: ignore[arg-type]


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
