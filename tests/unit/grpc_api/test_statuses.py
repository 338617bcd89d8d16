"""One table from errors to statuses: every kind has its code, and nothing untyped shows its inside."""

import grpc
import pytest
from google.rpc.error_details_pb2 import ErrorInfo, RequestInfo, RetryInfo

from accounts.domain.errors import AccountNotFoundError, InsufficientFundsError, LedgerBusyError, QueueFullError
from adapters.grpc_api.errors import DeadlineExceededError, ShuttingDownError
from adapters.grpc_api.localisation import load_texts
from adapters.grpc_api.statuses import Statuses, code_of
from shared_kernel.currency import UnknownCurrencyError
from shared_kernel.errors import (
    ErrorKind,
    ExternalError,
    HamyonError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from shared_kernel.idempotency import RequestIdReusedError, RequestInProgressError
from tests.contract.grpc.world import detail, explained


@pytest.fixture(scope="module")
def statuses() -> Statuses:
    return Statuses(texts=load_texts())


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnknownCurrencyError(field="amount.currency_code"), grpc.StatusCode.INVALID_ARGUMENT),
        (UnauthenticatedError(), grpc.StatusCode.UNAUTHENTICATED),
        (PermissionDeniedError(), grpc.StatusCode.PERMISSION_DENIED),
        (AccountNotFoundError(), grpc.StatusCode.NOT_FOUND),
        (InsufficientFundsError(), grpc.StatusCode.FAILED_PRECONDITION),
        (LedgerBusyError(), grpc.StatusCode.ABORTED),
        (RequestInProgressError(), grpc.StatusCode.ABORTED),
        (RequestIdReusedError(), grpc.StatusCode.ALREADY_EXISTS),
        (ExternalError(), grpc.StatusCode.FAILED_PRECONDITION),
        (ShuttingDownError(), grpc.StatusCode.UNAVAILABLE),
        (DeadlineExceededError(), grpc.StatusCode.DEADLINE_EXCEEDED),
        (QueueFullError(), grpc.StatusCode.RESOURCE_EXHAUSTED),
    ],
)
def test_an_error_has_the_code_of_its_kind_and_its_reason(
    statuses: Statuses, error: HamyonError, code: grpc.StatusCode
) -> None:
    status = statuses.of(error, language="en", correlation_id="c")
    assert (code, error.reason) == (code_of(status), explained(status).reason)
    assert "hamyon" == detail(status, ErrorInfo).domain
    assert "c" == detail(status, RequestInfo).request_id


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_of_error_has_a_code_that_blames_nobody_unknown(statuses: Statuses, kind: ErrorKind) -> None:
    error = type("SomeError", (HamyonError,), {"kind": kind, "reason": "SOME", "__doc__": "Something."})()
    code = code_of(statuses.of(error, language="en", correlation_id=""))
    assert code not in {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.OK}


def test_overload_says_when_to_try_again(statuses: Statuses) -> None:
    status = statuses.of(QueueFullError(), language="en", correlation_id="")
    assert 1 == detail(status, RetryInfo).retry_delay.seconds


def test_an_untyped_exception_shows_nothing_of_the_inside(statuses: Statuses) -> None:
    status = statuses.of(RuntimeError("password=hunter2"), language="ru", correlation_id="c-17")
    assert ("INTERNAL", "INTERNAL") == (explained(status).code, explained(status).reason)
    assert b"hunter2" not in status.SerializeToString()
    assert "c-17" == detail(status, RequestInfo).request_id
