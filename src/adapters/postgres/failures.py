"""What the driver reports, as typed errors: the one place where a constraint's name becomes a reason."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType

import psycopg
from psycopg import errors
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as EngineTimeoutError

from accounts.domain.errors import (
    AccountExistsError,
    AccountNumberTakenError,
    InsufficientFundsError,
    UserExistsError,
    UserNotFoundError,
)
from billing.domain.errors import DuplicateAttemptError, StaleTransactionError
from shared_kernel.errors import ConflictError, ExternalError, HamyonError, OverloadError
from shared_kernel.tenants import TenantNameTakenError, TenantNotFoundError


class DatabaseUnavailableError(ExternalError):
    """The database does not answer; try again shortly."""

    reason = "DATABASE_UNAVAILABLE"
    retryable = True


class DatabaseBusyError(OverloadError):
    """Every connection to the database is in use; try again shortly."""

    reason = "DATABASE_BUSY"


class DatabaseSetupError(ExternalError):
    """The database role lacks a right; was the database migrated by its owner?"""

    reason = "DATABASE_SETUP"


class ConcurrentUpdateError(ConflictError):
    """Somebody else changed the same thing at the same moment; ask again."""

    reason = "CONCURRENT_UPDATE"
    retryable = True


_BY_CONSTRAINT: Mapping[str, Callable[[], HamyonError]] = MappingProxyType(
    {
        "users_pkey": partial(UserExistsError, field="user_id"),
        "users_tenant_id_fkey": partial(TenantNotFoundError, field="tenant_id"),
        "accounts_number_key": AccountNumberTakenError,
        "accounts_one_per_currency": partial(AccountExistsError, field="currency_code"),
        "accounts_of_a_user": partial(UserNotFoundError, field="user_id"),
        "accounts_available_never_negative": partial(InsufficientFundsError, field="amount"),
        "attempts_external_id_key": DuplicateAttemptError,
        "transactions_version": StaleTransactionError,
        "tenants_name_key": TenantNameTakenError,
        "api_keys_tenant_id_fkey": partial(TenantNotFoundError, field="tenant_id"),
        "gateways_tenant_id_fkey": partial(TenantNotFoundError, field="tenant_id"),
    }
)

_CONCURRENCY = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)


@contextmanager
def typed_failures() -> Iterator[None]:
    """Let what the driver raises inside leave as a typed error; what has no type stays what it is, a defect."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig
        if (typed := _typed(cause)) is not None:
            raise typed from cause
        raise
    except (PoolTimeout, EngineTimeoutError) as error:
        raise DatabaseBusyError from error
    except psycopg.Error as error:
        if (typed := _typed(error)) is not None:
            raise typed from error
        raise


def _typed(error: BaseException | None) -> HamyonError | None:
    if not isinstance(error, psycopg.Error):
        return None
    refusal = _BY_CONSTRAINT.get(error.diag.constraint_name or "")
    if refusal is not None:
        return refusal()
    if isinstance(error, _CONCURRENCY):
        return ConcurrentUpdateError()
    if isinstance(error, errors.InsufficientPrivilege):
        return DatabaseSetupError(f"{DatabaseSetupError.__doc__} ({error.diag.message_primary})")
    # No SQLSTATE: the connection itself failed. 57P: the server is going down or coming up, or we were cut off.
    if isinstance(error, psycopg.OperationalError) and (
        error.sqlstate is None or error.sqlstate.startswith(("57P", "08", "53300"))
    ):
        return DatabaseUnavailableError()
    return None
