"""One unit of work's place in a commit that others share."""

import asyncio
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any

from psycopg import AsyncConnection

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.prepared_statement import Command
from adapters.postgres.round_trip import Found
from shared_kernel.tenant import TenantId


class _State(Enum):
    WAITING = auto()
    AT_WORK = auto()
    ASKING = auto()
    DONE = auto()
    LEFT = auto()
    ENDED = auto()


class NotTogetherError(Exception):
    """The shared commit came to nothing; the same work may succeed by itself."""


class Seat(BillingConnection):
    """Asks and writes for one unit of work; whoever sits here must await nothing but his own questions."""

    def __init__(self, tenant_id: TenantId) -> None:
        super().__init__()
        self.tenant_id = tenant_id
        self.questions: Sequence[Command] = ()
        self._state = _State.WAITING
        self._has_sent = False
        self._first: Sequence[Seat] = ()
        # What he waits for: his seat, an answer, or the end.
        self._awaited: asyncio.Future[Sequence[Found]] = asyncio.get_running_loop().create_future()

    # The guest's side.

    async def taken(self) -> None:
        """Wait for the commit to begin."""
        await self._awaited

    async def commit(self) -> None:
        """Wait for the end of the commit, which takes what waits with it."""
        self._rest(_State.DONE)
        await self._awaited

    def leave(self) -> None:
        """Without what was not sent. Whoever is done stays, and whoever has sent writes spoils the commit."""
        if self._state in {_State.DONE, _State.LEFT, _State.ENDED}:
            return
        was_at_work = self._state is _State.AT_WORK
        self._state, self.questions, self._unsent = _State.LEFT, (), []
        if was_at_work:
            self._rests()

    def _link(self) -> AsyncConnection[Any]:
        return self._connection

    async def _answers(self, *questions: Command) -> Sequence[Found]:
        self.questions = questions
        self._rest(_State.ASKING)
        return await self._awaited

    def _rest(self, state: _State) -> None:
        if self._state is _State.ENDED:
            # Nobody would ever answer.
            raise NotTogetherError
        self._state = state
        self._awaited = asyncio.get_running_loop().create_future()
        self._rests()

    # The commit's side.

    @property
    def is_left(self) -> bool:
        """Whether nobody sits here any more. Whoever is given up learns it only when his task runs again."""
        return self._state is _State.LEFT or (self._awaited.cancelled() and self._state is not _State.DONE)

    @property
    def is_asking(self) -> bool:
        """Whether he waits for answers."""
        return self._state is _State.ASKING and not self.is_left

    @property
    def is_done(self) -> bool:
        """Whether he waits for the commit."""
        return self._state is _State.DONE

    @property
    def is_working(self) -> bool:
        """Whether he may still write: what he has locked is his."""
        return self._state in {_State.AT_WORK, _State.ASKING} and not self.is_left

    @property
    def is_kept_waiting(self) -> bool:
        """Whether somebody goes first."""
        return any(seat.is_working for seat in self._first)

    @property
    def has_written(self) -> bool:
        """Whether there is something to send."""
        return bool(self._unsent)

    @property
    def has_spoiled(self) -> bool:
        """Whether he left behind half of what he meant to write."""
        return self.is_left and self._has_sent

    def take(self, *, connection: AsyncConnection[Any], rests: Callable[[], None]) -> bool:
        """The commit begins; `rests` is called whenever the guest has nothing to do but wait. False: nobody came."""
        self._connection = connection
        self._rests = rests
        return self.receive(())

    def unsent(self) -> Sequence[Command]:
        """What is written and not sent; it counts as sent from here on."""
        unsent, self._unsent = self._unsent, []
        self._has_sent = self._has_sent or bool(unsent)
        return unsent

    def wait_for(self, first: "Sequence[Seat]") -> None:
        """Keep the questions until these are done."""
        self._first = first

    def receive(self, answers: Sequence[Found]) -> bool:
        """Hand over the answers; False when nobody is there to take them."""
        if self.is_left:
            return False
        self._state = _State.AT_WORK
        self._awaited.set_result(answers)
        return True

    def end(self, error: Exception | None) -> None:
        """The commit is made, or came to nothing because of this error."""
        self._state = _State.ENDED
        if self._awaited.done():
            return
        if error is None:
            self._awaited.set_result(())
        else:
            self._awaited.set_exception(error)
