"""Several commands as one message, and the answers to those of them that were questions."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import AsyncClientCursor, AsyncConnection
from psycopg.rows import namedtuple_row

from adapters.postgres.failures import typed_failures
from adapters.postgres.prepared_statement import Command

BEGIN, COMMIT = Command("BEGIN"), Command("COMMIT")

Row = Any  # a named tuple of the columns that were asked for


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
