"""A commit of billing on the wire: as few round trips as it has questions.

Webhooks arrive by the hundred per second, and each is a handful of small statements: a round trip of its own for
BEGIN, for every write and for COMMIT would cost more than all the rest. So what needs no answer waits and travels with
the next question, or with the COMMIT. Frequent statements are prepared by name; all others are SQLAlchemy's, on the
same connection and in the same transaction.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec
from psycopg import AsyncClientCursor, AsyncConnection, OperationalError
from psycopg.types.json import JsonbDumper, set_json_loads
from sqlalchemy import ClauseElement, make_url

from adapters.postgres.billing_statements import BILLING_STATEMENTS
from adapters.postgres.prepared_statement import Command
from adapters.postgres.round_trip import BEGIN, COMMIT, Found, in_one_trip
from shared_kernel.tenant import TenantId

_SEE_TENANT = "SELECT set_config('hamyon.tenants', %s, true)"
_DIALECT = make_url("postgresql+psycopg://").get_dialect()()


async def prepare_billing_statements(connection: AsyncConnection[Any]) -> None:
    """Make a new connection of the pool ready."""
    # What SQLAlchemy would wrap itself, were it to run its statements.
    connection.adapters.register_dumper(dict, JsonbDumper)
    set_json_loads(msgspec.json.decode, connection)
    for statement in BILLING_STATEMENTS:
        await connection.execute(statement.preparation)


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
