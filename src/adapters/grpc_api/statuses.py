"""Errors as google.rpc.Status: code by kind, reason, fields at fault, a sentence in the caller's language."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import grpc
import structlog
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, LocalizedMessage, RequestInfo, RetryInfo
from google.rpc.status_pb2 import Status

from adapters.grpc_api.errors import DeadlineExceededError, InvalidMessageError
from adapters.grpc_api.localisation import Texts
from shared_kernel.errors import ErrorKind, HamyonError
from shared_kernel.idempotency import RequestIdReusedError

DOMAIN = "hamyon"
INTERNAL = "INTERNAL"

# All of a status travels in one header, and callers take 8 KiB of headers: it must never outgrow that.
_MOST_VIOLATIONS = 16
_LONGEST_TEXT = 160
_LONGEST_MESSAGE = 400
_RETRY_SECONDS = 1

_CODES: Mapping[ErrorKind, grpc.StatusCode] = MappingProxyType(
    {
        ErrorKind.VALIDATION: grpc.StatusCode.INVALID_ARGUMENT,
        ErrorKind.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
        ErrorKind.PERMISSION: grpc.StatusCode.PERMISSION_DENIED,
        ErrorKind.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
        ErrorKind.CONFLICT: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorKind.EXTERNAL: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorKind.OVERLOAD: grpc.StatusCode.RESOURCE_EXHAUSTED,
    }
)
_RETRYABLE_CODES: Mapping[ErrorKind, grpc.StatusCode] = MappingProxyType(
    {ErrorKind.CONFLICT: grpc.StatusCode.ABORTED, ErrorKind.EXTERNAL: grpc.StatusCode.UNAVAILABLE}
)
_STATUS_CODES: Mapping[int, grpc.StatusCode] = MappingProxyType({code.value[0]: code for code in grpc.StatusCode})


def code_of(status: Status) -> grpc.StatusCode:
    """The code of a status, as grpc calls it."""
    return _STATUS_CODES[status.code]


class Statuses:
    """Makes the status of an error."""

    def __init__(self, *, texts: Texts) -> None:
        self._texts = texts
        self._log = structlog.get_logger(__name__)

    def of(self, error: Exception, *, language: str, correlation_id: str) -> Status:
        """The status; what has no type is logged with its traceback and shown as INTERNAL, without a word of it."""
        if not isinstance(error, HamyonError):
            self._log.error("unexpected", exc_info=error)
            return self._internal(language, correlation_id)
        status = self.bare(error)
        sentence = self._texts.sentence(error.reason, language=language, parameters=error.parameters)
        if sentence:
            _add(status, LocalizedMessage(locale=language, message=sentence[:_LONGEST_MESSAGE]))
        if error.kind is ErrorKind.OVERLOAD:
            retry = RetryInfo()
            retry.retry_delay.FromSeconds(_RETRY_SECONDS)
            _add(status, retry)
        _add(status, RequestInfo(request_id=correlation_id))
        return status

    def of_item(self, error: Exception, *, language: str, correlation_id: str) -> Status:
        """The status of one item of a batch: bare, because ten thousand of them must fit into one answer."""
        if isinstance(error, HamyonError):
            return self.bare(error)
        return self.of(error, language=language, correlation_id=correlation_id)

    def bare(self, error: HamyonError) -> Status:
        """Code, reason and fields."""
        status = Status(code=_code(error).value[0], message=error.message[:_LONGEST_MESSAGE])
        parameters = {name: value[:_LONGEST_TEXT] for name, value in error.parameters.items()}
        _add(status, ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=parameters))
        violations = [*_violations(error)]
        if violations:
            _add(status, BadRequest(field_violations=violations))
        return status

    @staticmethod
    def reason_of(error: Exception) -> str:
        """The reason a status of this error carries."""
        return error.reason if isinstance(error, HamyonError) else INTERNAL

    def _internal(self, language: str, correlation_id: str) -> Status:
        message = "Something went wrong on our side."
        status = Status(code=grpc.StatusCode.INTERNAL.value[0], message=message)
        _add(status, ErrorInfo(reason=INTERNAL, domain=DOMAIN))
        sentence = self._texts.sentence(INTERNAL, language=language, parameters={})
        _add(status, LocalizedMessage(locale=language, message=sentence or message))
        _add(status, RequestInfo(request_id=correlation_id))
        return status


def _code(error: HamyonError) -> grpc.StatusCode:
    if isinstance(error, RequestIdReusedError):
        return grpc.StatusCode.ALREADY_EXISTS
    if isinstance(error, DeadlineExceededError):
        return grpc.StatusCode.DEADLINE_EXCEEDED
    if error.retryable and error.kind in _RETRYABLE_CODES:
        return _RETRYABLE_CODES[error.kind]
    return _CODES[error.kind]


def _violations(error: HamyonError) -> Iterator[BadRequest.FieldViolation]:
    if isinstance(error, InvalidMessageError):
        for item in error.violations[:_MOST_VIOLATIONS]:
            yield BadRequest.FieldViolation(
                field=item.field[:_LONGEST_TEXT], reason=item.rule, description=item.description[:_LONGEST_TEXT]
            )
    elif error.field:
        yield BadRequest.FieldViolation(
            field=error.field[:_LONGEST_TEXT], reason=error.reason, description=error.message[:_LONGEST_TEXT]
        )


def _add(status: Status, detail: Message) -> None:
    status.details.add().Pack(detail)
