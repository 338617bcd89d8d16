"""A commit of billing on the wire: as few round trips as it has questions.

Webhooks arrive by the hundred per second, and each is a handful of small statements: a round trip of its own for
BEGIN, for every write and for COMMIT would cost more than all the rest. So what needs no answer waits and travels with
the next question, or with the COMMIT. Frequent statements are prepared by name; all others are SQLAlchemy's, on the
same connection and in the same transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from psycopg import AsyncClientCursor, AsyncConnection, OperationalError
from psycopg.rows import namedtuple_row
from psycopg.types.json import JsonbDumper
from sqlalchemy import ClauseElement, make_url

from adapters.postgres.billing_statements import BILLING_STATEMENTS
from adapters.postgres.failures import typed_failures
from adapters.postgres.prepared_statement import Command
from shared_kernel.tenant import TenantId

_SEE_TENANT = "SELECT set_config('hamyon.tenants', %s, true)"
_DIALECT = make_url("postgresql+psycopg://").get_dialect()()

Row = Any  # a named tuple of the columns that were asked for


async def prepare_billing_statements(connection: AsyncConnection[Any]) -> None:
    """Make a new connection of the pool ready."""
    # What SQLAlchemy would wrap itself, were it to run its statements.
    connection.adapters.register_dumper(dict, JsonbDumper)
    for statement in BILLING_STATEMENTS:
        await connection.execute(statement.preparation)


class Found:
    """The rows of an answer."""

    def __init__(self, rows: Sequence[Row], *, changed: int) -> None:
        self._rows = rows
        self.rowcount = changed

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def all(self) -> Sequence[Row]:
        """Every row."""
        return self._rows

    def first(self) -> Row | None:
        """The first row, if there is one."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Row | None:
        """The only row, if there is one."""
        if len(self._rows) > 1:
            raise LookupError("More than one row was found.")
        return self.first()

    def one(self) -> Row:
        """The only row, which is there."""
        row = self.one_or_none()
        if row is None:
            raise LookupError("No row was found.")
        return row

    def scalar_one(self) -> Any:  # noqa: ANN401 - whatever the column holds
        """The only column of the only row."""
        return self.one()[0]


class BillingConnection:
    """One transaction in the name of one tenant, from its first statement to its end.

    One that `only_asks` begins none for prepared statements: what travels together is a transaction by itself.
    """

    def __init__(self, connection: AsyncConnection[Any], tenant_id: TenantId, *, only_asks: bool = False) -> None:
        self._connection = connection
        self._only_asks = only_asks
        self._see_tenant: Command = (_SEE_TENANT, (str(tenant_id),))
        self._unsent: list[Command] = [("BEGIN", ()), self._see_tenant]
        self._is_begun = False

    async def ask(self, command: Command) -> Found:
        """Run a prepared statement, after everything that waits."""
        return (await self._send(command))[-1]

    async def ask_both(self, first: Command, second: Command) -> tuple[Found, Found]:
        """The answers to two questions in one round trip; the second sees what the first one waited for."""
        *_, one, two = await self._send(first, second)
        return one, two

    def later(self, command: Command) -> None:
        """Run it with the next question or with the commit; what it refuses is raised there."""
        self._unsent.append(command)

    async def execute(self, statement: ClauseElement) -> Found:
        """Run a statement of SQLAlchemy's, after everything that waits."""
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        await self._send()
        cursor = AsyncClientCursor(self._connection, row_factory=namedtuple_row)
        with typed_failures():
            await cursor.execute(str(compiled), compiled.params)
            rows = await cursor.fetchall() if cursor.description else []
        return Found(rows, changed=cursor.rowcount)

    async def commit(self) -> None:
        """Run what waits, and commit; a transaction that never asked or wrote anything was none."""
        if self._is_begun or len(self._unsent) > _OPENING:
            self.later(("COMMIT", ()))
            await self._send()

    async def roll_back(self) -> None:
        """Undo everything."""
        self._unsent = []
        if self._is_begun:
            # A connection that is lost has nothing left to undo.
            with suppress(OperationalError):
                await self._connection.execute("ROLLBACK")

    async def _send(self, *commands: Command) -> Sequence[Found]:
        """Run what waits and these in one round trip; an answer for each of these."""
        if self._only_asks and commands:
            sent = (self._see_tenant, *commands)
        else:
            sent = (*self._unsent, *commands)
            self._unsent, self._is_begun = [], True
        if not sent:
            return ()
        cursor = AsyncClientCursor(self._connection, row_factory=namedtuple_row)
        with typed_failures():
            await cursor.execute(
                ";\n".join(text for text, _ in sent), [value for _, values in sent for value in values]
            )
            return [await _found(cursor, place) for place in range(len(sent) - len(commands), len(sent))]


async def _found(cursor: AsyncClientCursor[Row], place: int) -> Found:
    """The answer to one of the statements that were sent; nobody has to read those of the others."""
    answer = (await cursor.set_result(place)).pgresult
    return Found(await cursor.fetchall() if answer is not None and answer.nfields else [], changed=cursor.rowcount)


_OPENING = 2
