"""A watch misses nothing, repeats nothing, and ends when its feed does."""

from uuid import UUID

import pytest

from adapters.event_bus.change_feed import ChangeFeed
from adapters.grpc_api.errors import ShuttingDownError
from adapters.grpc_api.watch import Watch
from shared_kernel.events import Envelope
from tests.builders import NOON, TENANT, new_id

SUBJECT = UUID(int=5)
LAST = 3


class Thing:
    """Something with a version that grows up to its last, and what was told of it."""

    def __init__(self, feed: ChangeFeed) -> None:
        self.version = 1
        self.looks = 0
        self.told: list[int] = []
        self.feed = feed

    async def look(self) -> int:
        self.looks += 1
        return self.version

    async def tell(self, version: int) -> None:
        self.told.append(version)

    async def change(self) -> None:
        self.version += 1
        await self.announce()

    async def announce(self) -> None:
        data = {"version": self.version}
        event = Envelope(id=new_id(), type="t", tenant_id=TENANT, subject=SUBJECT, occurred_at=NOON, data=data)
        await self.feed.publish(event)


def _version_after(_current: int, event: Envelope) -> int:
    return int(str(event.data["version"]))


async def _watch(thing: Thing, *, look_again_after: float = 5.0) -> None:
    await Watch(feed=thing.feed, look_again_after=look_again_after)(
        tenant_id=TENANT,
        subject=SUBJECT,
        look=thing.look,
        right_after=_version_after,
        version=lambda version: version,
        is_final=lambda version: version >= LAST,
        tell=thing.tell,
    )


class ChangesWhileTold(Thing):
    """Changes at the worst moment: after the look, before the watcher waits."""

    async def tell(self, version: int) -> None:
        await super().tell(version)
        await self.change()


async def test_a_change_between_the_look_and_the_wait_is_not_missed() -> None:
    thing = ChangesWhileTold(ChangeFeed())
    await _watch(thing)
    assert [1, 2, 3] == thing.told


class AnnouncesTwice(ChangesWhileTold):
    """The bus delivers at least once."""

    async def announce(self) -> None:
        await super().announce()
        await super().announce()


async def test_an_event_delivered_twice_is_told_once() -> None:
    thing = AnnouncesTwice(ChangeFeed())
    await _watch(thing)
    assert [1, 2, 3] == thing.told


class ChangesTwice(Thing):
    """The second change is committed before anybody can look at the first."""

    async def tell(self, version: int) -> None:
        await super().tell(version)
        if version == 1:
            await self.change()
            await self.change()


async def test_two_changes_quicker_than_a_look_are_both_told() -> None:
    thing = ChangesTwice(ChangeFeed())
    await _watch(thing)
    assert [1, 2, 3] == thing.told


class ChangesAheadOfItsEvents(Thing):
    """The last change is committed, but only the event before it has arrived."""

    async def tell(self, version: int) -> None:
        await super().tell(version)
        if version == 1:
            self.version = 2
            await self.announce()
            self.version = LAST
        elif version == 2:
            await self.announce()


async def test_a_change_whose_event_is_still_on_its_way_waits_for_its_turn() -> None:
    thing = ChangesAheadOfItsEvents(ChangeFeed())
    await _watch(thing)
    assert [1, 2, 3] == thing.told


class ChangesSilently(Thing):
    """Another process makes the change, and this one hears no event of it."""

    async def look(self) -> int:
        self.version = min(self.looks + 1, LAST)
        return await super().look()


async def test_a_change_without_an_event_is_seen_at_the_next_look() -> None:
    thing = ChangesSilently(ChangeFeed())
    await _watch(thing, look_again_after=0.001)
    assert [1, 2, 3] == thing.told


class HearsLate(Thing):
    """Both changes are committed, and their events on their way, when it looks of its own accord."""

    async def look(self) -> int:
        if self.looks == 1:
            for version in (2, LAST):
                self.version = version
                await self.announce()
        return await super().look()


async def test_a_look_that_is_quicker_than_the_events_skips_no_change() -> None:
    thing = HearsLate(ChangeFeed())
    await _watch(thing, look_again_after=0.001)
    assert [1, 2, 3] == thing.told


class JumpsSilently(Thing):
    """Another process makes two changes, and this one hears of neither."""

    async def look(self) -> int:
        self.version = LAST if self.looks else 1
        return await super().look()


async def test_changes_whose_events_never_come_are_told_in_the_end() -> None:
    thing = JumpsSilently(ChangeFeed())
    await _watch(thing, look_again_after=0.001)
    assert [1, 3] == thing.told


class ClosesTheFeed(Thing):
    async def tell(self, version: int) -> None:
        await super().tell(version)
        self.feed.close()


async def test_a_watch_ends_with_shutting_down_when_the_feed_closes() -> None:
    thing = ClosesTheFeed(ChangeFeed())
    with pytest.raises(ShuttingDownError):
        await _watch(thing)
    assert [1] == thing.told
