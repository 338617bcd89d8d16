"""Typed errors: a coarse kind for the transport, a stable reason for programs, a sentence for people.

A class's docstring is its default sentence. Each boundary (gRPC, webhooks) translates kinds in exactly one place.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

_NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})


class ErrorKind(StrEnum):
    """What went wrong, as coarsely as a transport status needs it."""

    VALIDATION = "validation"
    UNAUTHENTICATED = "unauthenticated"
    PERMISSION = "permission"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    EXTERNAL = "external"
    OVERLOAD = "overload"


class HamyonError(Exception):
    """Something was refused.

    Attributes:
        reason: stable UPPER_SNAKE word a program may branch on (google.rpc.ErrorInfo).
        field: path of the request field at fault, empty when no single field is.
        parameters: named values for the localized sentence; never secrets.
        retryable: the same call may succeed later without any change by the caller.
    """

    kind: ClassVar[ErrorKind]
    reason: str = ""
    retryable: bool = False

    def __init__(
        self,
        message: str = "",
        *,
        reason: str = "",
        field: str = "",
        parameters: Mapping[str, str] = _NO_PARAMETERS,
    ) -> None:
        self.message = message or (self.__doc__ or "").strip().splitlines()[0]
        self.reason = reason or self.reason
        self.field = field
        self.parameters = parameters
        super().__init__(self.message)


class ValidationError(HamyonError):
    """The request is not well formed."""

    kind = ErrorKind.VALIDATION
    reason = "INVALID_REQUEST"


class UnauthenticatedError(HamyonError):
    """The credentials are missing, unknown, expired or revoked."""

    kind = ErrorKind.UNAUTHENTICATED
    reason = "UNAUTHENTICATED"


class PermissionDeniedError(HamyonError):
    """The caller may not do this."""

    kind = ErrorKind.PERMISSION
    reason = "PERMISSION_DENIED"


class NotFoundError(HamyonError):
    """There is no such thing."""

    kind = ErrorKind.NOT_FOUND
    reason = "NOT_FOUND"


class ConflictError(HamyonError):
    """The state of things does not allow this."""

    kind = ErrorKind.CONFLICT
    reason = "CONFLICT"


class ExternalError(HamyonError):
    """Somebody we depend on refused or failed."""

    kind = ErrorKind.EXTERNAL
    reason = "EXTERNAL"


class OverloadError(HamyonError):
    """There is more work than the service takes at once."""

    kind = ErrorKind.OVERLOAD
    reason = "OVERLOADED"
    retryable = True
