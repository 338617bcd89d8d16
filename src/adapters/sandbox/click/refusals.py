"""The Merchant API's refusals: HTTP 401, or an `error_code` of a list that Click does not publish (section 5.2)."""

from shared_kernel.errors import ValidationError

# The simulator's own numbers; a merchant must live with any.
WRONG_REQUEST = -401
NOT_FOUND = -404
NOT_POSSIBLE = -409
NOT_DEBITED = -5017


class ClickRefusalError(ValidationError):
    """Click refuses a call; nothing was done."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotAuthorizedError(ValidationError):
    """The `Auth` header is missing or wrong: HTTP 401."""


def wrong(name: str) -> ClickRefusalError:
    """A field is missing or is not what it must be."""
    return ClickRefusalError(WRONG_REQUEST, f"Wrong parameter: {name}")


def not_found(what: str) -> ClickRefusalError:
    """The service has no such thing."""
    return ClickRefusalError(NOT_FOUND, f"{what} not found")


def not_possible(why: str) -> ClickRefusalError:
    """It is there, and this cannot be done with it."""
    return ClickRefusalError(NOT_POSSIBLE, why)
