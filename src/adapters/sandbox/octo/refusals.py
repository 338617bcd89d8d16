"""Octo's refusals: HTTP 200 with an `error` other than 0 (protocol, section 11)."""

from shared_kernel.errors import ValidationError

BAD_FORMAT = 1
WRONG_SECRET = 2
INVALID_REQUEST = 10
TOO_OFTEN = 11
WRONG_REFUND_AMOUNT = 22
NOT_REGISTERED = 403
# For refusals the documentation gives no code to; a merchant must live with any number.
UNDOCUMENTED = 99


class OctoRefusalError(ValidationError):
    """Octo refuses a call; nothing was done."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class OctoCrashError(ValidationError):
    """Octo answers HTTP 500 to a call."""


def wrong_secret() -> OctoRefusalError:
    """Nobody with this id and secret."""
    return OctoRefusalError(WRONG_SECRET, "Wrong secret")


def wrong_parameters(*names: str) -> OctoRefusalError:
    """Fields are missing."""
    return OctoRefusalError(BAD_FORMAT, f"Wrong params: [{', '.join(names)}] must not be null or blank")


def too_often() -> OctoRefusalError:
    """A status was read a moment ago."""
    return OctoRefusalError(TOO_OFTEN, "Requests too often. Minimum delay is 1 second")


def wrong_refund() -> OctoRefusalError:
    """Too much or too little to refund."""
    return OctoRefusalError(WRONG_REFUND_AMOUNT, "Wrong amount to refund")


def wrong_status() -> OctoRefusalError:
    """The payment's status does not allow this."""
    return OctoRefusalError(UNDOCUMENTED, "Wrong payment status for this operation")


def not_found() -> OctoRefusalError:
    """The shop has no such payment."""
    return OctoRefusalError(UNDOCUMENTED, "Payment not found")
