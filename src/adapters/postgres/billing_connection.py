"""A commit of billing on the wire: as few round trips as it has questions.

Webhooks arrive by the hundred per second, and each is a handful of small statements: a round trip of its own for
BEGIN, for every write and for COMMIT would cost more than all the rest. So what needs no answer waits and travels with
the next question, or with the COMMIT. Frequent statements are prepared by name; all others are SQLAlchemy's, on the
same connection and in the same transaction.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from psycopg import AsyncClientCursor, AsyncConnection, OperationalError
from psycopg.rows import namedtuple_row
from psycopg.types.json import JsonbDumper, set_json_loads
from sqlalchemy import ClauseElement, make_url

from adapters.postgres.billing_statements import BILLING_STATEMENTS
from adapters.postgres.failures import typed_failures
from adapters.postgres.prepared_statement import Command
from shared_kernel.tenant import TenantId

BEGIN, COMMIT = Command("BEGIN"), Command("COMMIT")
_SEE_TENANT = "SELECT set_config('hamyon.tenants', %s, true)"
_DIALECT = make_url("postgresql+psycopg://").get_dialect()()

Row = Any  # a named tuple of the columns that were asked for


async def prepare_billing_statements(connection: AsyncConnection[Any]) -> None:
    """Make a new connection of the pool ready."""
    # What SQLAlchemy would wrap itself, were it to run its statements.
    connection.adapters.register_dumper(dict, JsonbDumper)
    set_json_loads(msgspec.json.decode, connection)
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


async def in_one_trip(
    connection: AsyncConnection[Any], commands: Sequence[Command], *, answers: Iterable[int]
) -> Sequence[Found]:
    """Run the commands; the answers to those at these places, for nobody has to read the others'."""
    cursor = AsyncClientCursor(connection, row_factory=namedtuple_row)
    with typed_failures():
        await cursor.execute(
            ";\n".join(
                cursor.mogrify(command.text, command.parameters) if command.parameters else command.text
                for command in commands
            )
        )
        return [await _found(cursor, place) for place in answers]


async def _found(cursor: AsyncClientCursor[Row], place: int) -> Found:
    answer = (await cursor.set_result(place)).pgresult
    return Found(await cursor.fetchall() if answer is not None and answer.nfields else [], changed=cursor.rowcount)


class BillingConnection(ABC):
    """What the repositories of one unit of work ask and write."""

    def __init__(self) -> None:
        self._unsent: list[Command] = []

    async def ask(self, command: Command) -> Found:
        """Run a prepared statement, after everything that waits."""
        return (await self._answers(command))[0]

    async def ask_both(self, first: Command, second: Command) -> tuple[Found, Found]:
        """The answers to two questions in one round trip; the second sees what the first one waited for."""
        one, two = await self._answers(first, second)
        return one, two

    def later(self, command: Command) -> None:
        """Run it with the next question or with the commit; what it refuses is raised there."""
        self._unsent.append(command)

    async def execute(self, statement: ClauseElement) -> Found:
        """Run a statement of SQLAlchemy's, after everything that waits."""
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        cursor = AsyncClientCursor(self._link())
        return await self.ask(Command(cursor.mogrify(str(compiled), compiled.params)))

    @abstractmethod
    def _link(self) -> AsyncConnection[Any]:
        """The connection, for what depends on its settings."""

    @abstractmethod
    async def _answers(self, *questions: Command) -> Sequence[Found]:
        """Run what waits and these in one round trip; an answer for each of these."""


class OwnCommit(BillingConnection):
    """One transaction in the name of one tenant, from its first statement to its end.

    One that `only_asks` begins none for prepared statements: what travels together is a transaction by itself.
    """

    def __init__(self, connection: AsyncConnection[Any], tenant_id: TenantId, *, only_asks: bool = False) -> None:
        super().__init__()
        self._connection = connection
        self._only_asks = only_asks
        self._opening = [Command(_SEE_TENANT, (str(tenant_id),))]
        if not only_asks:
            self._opening.insert(0, BEGIN)
        self._is_begun = False

    async def commit(self) -> None:
        """Run what waits, and commit; a transaction that never asked or wrote anything was none."""
        if self._is_begun or self._unsent:
            self.later(COMMIT)
            await self._answers()

    async def roll_back(self) -> None:
        """Undo everything."""
        self._unsent = []
        if self._is_begun:
            # A connection that is lost has nothing left to undo.
            with suppress(OperationalError):
                await self._connection.execute("ROLLBACK")

    def _link(self) -> AsyncConnection[Any]:
        return self._connection

    async def _answers(self, *questions: Command) -> Sequence[Found]:
        opening = () if self._is_begun else self._opening
        sent = [*opening, *self._unsent, *questions]
        self._unsent, self._is_begun = [], not self._only_asks
        return await in_one_trip(self._connection, sent, answers=range(len(sent) - len(questions), len(sent)))
