"""The service's own way into the database, derived from the owner's: no second password to configure or to leak."""

import hashlib
import hmac

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo, timeout_from_conninfo

from adapters.postgres.failures import DatabaseSetupError
from adapters.postgres.migrations.roles import APP, SYSTEM

_PURPOSE = b"postgres:hamyon_app"


def require_readable(conninfo: str) -> None:
    """Let a connection string pass that libpq can read.

    Raises:
        DatabaseSetupError: it cannot; what it says, a password perhaps, is not repeated.
    """
    try:
        timeout_from_conninfo(conninfo_to_dict(conninfo))
    except psycopg.Error:
        raise DatabaseSetupError("This is no connection string of PostgreSQL: see HAMYON_DATABASE_URL.") from None


def app_password(secret: bytes) -> str:
    """The password of `hamyon_app`: one installation secret gives it to `migrate` and to the service alike."""
    return hmac.new(secret, _PURPOSE, hashlib.sha256).hexdigest()


def app_conninfo(owner_conninfo: str, secret: bytes) -> str:
    """The libpq connection string of the service, for the same server and database as the owner's."""
    return make_conninfo(owner_conninfo, user=APP, password=app_password(secret), application_name="hamyon")


def system_conninfo(app_conninfo: str) -> str:
    """The same, as the role that acts before or across tenants; RESET ROLE comes back to it as well."""
    return make_conninfo(app_conninfo, options=f"-c role={SYSTEM}")
