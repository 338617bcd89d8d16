"""One commit that units of work share.

All of them ask, then all of them are answered: it needs as many round trips as the one of them with the most questions.

They stay strangers to one another. Two of them that lock the same transaction go one after the other, as they would
on connections of their own. One that is refused takes nothing with it; when the database refuses anything, nothing of
the commit remains.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, OperationalError

from adapters.postgres.failures import ConcurrentUpdateError
from adapters.postgres.prepared_statement import Command
from adapters.postgres.round_trip import BEGIN, COMMIT, Found, in_one_trip
from adapters.postgres.seat import Seat
from shared_kernel.tenant import TenantId

# Whoever waits for a lock here keeps many others waiting, also those who come after him, and holds locks others may
# wait for: he rather tries again on a connection of his own, where he may wait as long as it takes. Well below the time
# after which PostgreSQL looks for deadlocks.
_LOCK_TIMEOUT = "100ms"
_OPEN = "SELECT set_config('hamyon.tenants', %s, true), set_config('lock_timeout', %s, true)"


class SharedCommit:
    """One commit from its first statement to its end."""

    def __init__(self, connection: AsyncConnection[Any], seats: Sequence[Seat]) -> None:
        self._connection = connection
        self._seats = seats
        tenants = ",".join(sorted({str(seat.tenant_id) for seat in seats}))
        self._opening = [BEGIN, Command(_OPEN, (tenants, _LOCK_TIMEOUT))]
        self._is_begun = False
        self._owners: dict[tuple[TenantId, UUID], Seat] = {}
        self._at_work = len(seats)
        self._all_rest = asyncio.Event()

    async def run(self) -> None:
        """Let everybody work, then commit."""
        for seat in self._seats:
            if not seat.take(connection=self._connection, rests=self._rests):
                self._rests()
        try:
            while asking := await self._asking():
                await self._answer(asking)
            if self._is_begun or any(seat.has_written for seat in self._seats):
                await in_one_trip(self._connection, [*self._writes(), COMMIT], answers=())
        except BaseException:
            # A connection that is lost has nothing left to undo.
            with suppress(OperationalError):
                await self._connection.execute("ROLLBACK")
            raise

    def _rests(self) -> None:
        self._at_work -= 1
        if self._at_work == 0:
            self._all_rest.set()

    async def _asking(self) -> Sequence[Seat]:
        """Whose questions can be answered, once nobody is at work; none when everybody is done."""
        await self._all_rest.wait()
        self._all_rest.clear()
        if any(seat.has_spoiled for seat in self._seats):
            raise ConcurrentUpdateError
        asking = [seat for seat in self._seats if seat.is_asking]
        ready = [seat for seat in asking if not seat.is_kept_waiting]
        if asking and not ready:
            # Each waits for another one's locks.
            raise ConcurrentUpdateError
        return ready

    def _writes(self) -> list[Command]:
        """The opening, if it is not sent, and what those who are done have written: others may wait for it."""
        opening = [] if self._is_begun else self._opening
        self._is_begun = True
        return [*opening, *chain.from_iterable(seat.unsent() for seat in self._seats if seat.is_done)]

    async def _answer(self, asking: Sequence[Seat]) -> None:
        sent = self._writes()
        places: list[range] = []
        for seat in asking:
            sent += seat.unsent()
            places.append(range(len(sent), len(sent) + len(seat.questions)))
            sent += seat.questions
        found = iter(await in_one_trip(self._connection, sent, answers=chain.from_iterable(places)))
        for seat, its_places in zip(asking, places, strict=True):
            self._hand_over(seat, [next(found) for _ in its_places])
        if self._at_work == 0:
            self._all_rest.set()

    def _hand_over(self, seat: Seat, answers: Sequence[Found]) -> None:
        """Give the answers, unless they lock what somebody holds who is still at work: he goes first."""
        locked = {
            (seat.tenant_id, getattr(row, question.locks))
            for question, answer in zip(seat.questions, answers, strict=True)
            if question.locks
            for row in answer
        }
        first = [owner for one in locked if (owner := self._owners.get(one, seat)) is not seat and owner.is_working]
        if first:
            seat.wait_for(first)
            return
        self._owners.update(dict.fromkeys(locked, seat))
        if seat.receive(answers):
            self._at_work += 1
