"""The roles of the service: what it logs in as, and what it becomes where no tenant is known yet.

`hamyon_app` owns nothing and is subject to row-level security. `hamyon_system` sees across tenants, but only the
few tables that authentication, webhook intake, relay and recovery need; `hamyon_app` must become it on purpose.
"""

import psycopg
from psycopg import sql

APP = "hamyon_app"
SYSTEM = "hamyon_system"


def ensure_roles(connection: psycopg.Connection, *, password: str) -> None:
    """Make the roles of the server unless they are there, and give the app its password."""
    for role in (SYSTEM, APP):
        # Roles belong to the whole server: another database's migration may be making them at this moment.
        connection.execute(
            sql.SQL(
                "DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$"
            ).format(role=sql.Identifier(role))
        )
    # NOINHERIT: being allowed to become the system role is not the same as being it.
    connection.execute(
        sql.SQL("ALTER ROLE {app} LOGIN NOINHERIT PASSWORD {password}").format(
            app=sql.Identifier(APP), password=sql.Literal(password)
        )
    )
    connection.execute(
        sql.SQL("GRANT {system} TO {app}, CURRENT_USER").format(system=sql.Identifier(SYSTEM), app=sql.Identifier(APP))
    )
