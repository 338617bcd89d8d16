"""The service's own way into the database, derived from the owner's: no second password to configure or to leak."""

import hashlib
import hmac

from psycopg.conninfo import make_conninfo

from adapters.postgres.migrations.roles import APP, SYSTEM

_PURPOSE = b"postgres:hamyon_app"


def app_password(secret: bytes) -> str:
    """The password of `hamyon_app`: one installation secret gives it to `migrate` and to the service alike."""
    return hmac.new(secret, _PURPOSE, hashlib.sha256).hexdigest()


def app_conninfo(owner_conninfo: str, secret: bytes) -> str:
    """The libpq connection string of the service, for the same server and database as the owner's."""
    return make_conninfo(owner_conninfo, user=APP, password=app_password(secret), application_name="hamyon")


def system_conninfo(app_conninfo: str) -> str:
    """The same, as the role that acts before or across tenants; RESET ROLE comes back to it as well."""
    return make_conninfo(app_conninfo, options=f"-c role={SYSTEM}")
