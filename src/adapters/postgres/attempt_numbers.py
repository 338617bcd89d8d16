"""The numbers of attempts, taken ahead: an attempt that knows its number can be written together with its commit."""

from collections import deque

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.billing_statements import TAKE_NUMBERS

_AHEAD = 100


class AttemptNumbers:
    """Gives every number once, also to units of work that run at the same time."""

    def __init__(self) -> None:
        self._taken: deque[int] = deque()

    async def next(self, connection: BillingConnection) -> int:
        """A number nobody else has; what a rollback leaves unused stays unused."""
        # Several may find none and each take some. None waits for another: their commit waits for all of them.
        while not self._taken:
            self._taken.extend(row[0] for row in await connection.ask(TAKE_NUMBERS(_AHEAD)))
        return self._taken.popleft()
