"""The other end of the outbox, as a port: committed events waiting to be published, and what became of each."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from shared_kernel.events import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPosition:
    """How far the outbox has been read.

    Attributes:
        since: every event of database transactions before this one has been read.
        until: while a window of transactions is being read, where it ends; None between two windows.
        position: the last event read of that window.
    """

    since: int
    until: int | None = None
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedEvent:
    """An event that failed `attempts` times, or waits (0) behind an earlier event of its subject."""

    event: Envelope
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxBatch:
    """What waits. Each sequence is in order of commit.

    Attributes:
        due: parked events whose subject may be tried again.
        fresh: events not seen before, of subjects with nothing parked.
        blocked: events not seen before whose subject has something parked: they must not overtake it.
        end: how far `fresh` and `blocked` reach; None when nothing was committed since.
        more: there is more than fitted into the batch.
    """

    due: Sequence[ParkedEvent] = ()
    fresh: Sequence[Envelope] = ()
    blocked: Sequence[Envelope] = ()
    end: OutboxPosition | None = None
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedEvent:
    """An event to try again after a while, the `attempts`-th try having failed; its subject waits with it."""

    event: Envelope
    attempts: int
    retry_after: timedelta
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event nobody tries again by itself, with the consumer that could not take it and the reason."""

    event: Envelope
    attempts: int
    consumer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of a batch; a fresh event that is not mentioned was published.

    Attributes:
        end: the batch's.
        failed: tried without success.
        blocked: not tried, because an event before them failed.
        finished: parked before and now published or dead.
        dead: given up.
    """

    end: OutboxPosition | None
    failed: Sequence[FailedEvent] = ()
    blocked: Sequence[Envelope] = ()
    finished: Sequence[Envelope] = ()
    dead: Sequence[DeadLetter] = ()


class OutboxLease(Protocol):
    """The right to publish: nobody else has it at the same time."""

    async def read(self, *, types: frozenset[str], limit: int) -> OutboxBatch:
        """What waits, from where the last settlement ended; new events of other types are passed over."""
        ...

    async def settle(self, settlement: Settlement) -> None:
        """Remember everything in one commit."""
        ...


class OutboxReader(Protocol):
    """Gives the lease to one process of all."""

    def lead(self) -> AbstractAsyncContextManager[OutboxLease | None]:
        """Take the lease; None while another process has it. It falls back when the process ends, however it ends."""
        ...
