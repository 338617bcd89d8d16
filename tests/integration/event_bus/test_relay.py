"""The relay over a real PostgreSQL: nothing lost, order per subject, failures remembered, one relay at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from shared_kernel.errors import ConflictError
from shared_kernel.events import Envelope
from tests.builders import new_id
from tests.integration.event_bus.outbox import CONSUMER, PAID, SETTINGS, UNHEARD, Consumer, Fact, Outbox


def failing(subject: UUID, *, times: int, number: int = 0) -> Callable[[Envelope], None]:
    """Raise as often for that fact, then take it."""
    left = [times]

    def refuse(event: Envelope) -> None:
        if (event.subject, event.data["number"]) == (subject, number) and left[0] > 0:
            left[0] -= 1
            raise OSError("the network is down")

    return refuse


def refusing(subject: UUID, *, number: int = 0) -> Callable[[Envelope], None]:
    """Refuse that fact for good."""

    def refuse(event: Envelope) -> None:
        if (event.subject, event.data["number"]) == (subject, number):
            raise ConflictError("The deposit has failed before.", reason="ILLEGAL_STATUS_TRANSITION")

    return refuse


async def test_events_are_published_in_the_order_of_their_commits(outbox: Outbox) -> None:
    subject, consumer = new_id(), Consumer()
    for number in range(0, 30, 3):
        await outbox.record(*(Fact(subject=subject, number=number + place) for place in range(3)))
    async with outbox.relaying(consumer.handle):
        await consumer.until(lambda it: len(it.received) == 30)
    assert list(range(30)) == consumer.numbers(subject)


async def test_a_published_event_is_the_fact_that_was_recorded(outbox: Outbox) -> None:
    consumer, fact = Consumer(), Fact(subject=new_id(), number=7)
    async with outbox.relaying(consumer.handle):
        await outbox.record(fact)
        await consumer.until(lambda it: bool(it.received))
    (event,) = consumer.received
    expected = (fact.type, fact.tenant_id, fact.subject, fact.occurred_at, {"number": 7})
    assert expected == (event.type, event.tenant_id, event.subject, event.occurred_at, event.data)


async def test_a_relay_that_is_woken_does_not_wait_for_its_next_look(outbox: Outbox) -> None:
    consumer, subject = Consumer(), new_id()
    hourly = replace(SETTINGS, poll_seconds=3600)
    async with outbox.relaying(consumer.handle, settings=hourly) as relay:
        await outbox.record(Fact(subject=subject, number=0))
        relay.wake()
        await consumer.until(lambda it: bool(it.received))
    assert [0] == consumer.numbers(subject)


async def test_an_event_is_not_overtaken_by_a_commit_that_began_later(outbox: Outbox) -> None:
    """Positions are given out before commits: a relay that trusted them alone would lose the slower commit's event."""
    consumer, slow, quick = Consumer(), new_id(), new_id()
    insert = """INSERT INTO platform.outbox (tenant_id, id, type, subject, occurred_at, data)
                VALUES (gen_random_uuid(), gen_random_uuid(), %s, %s, now(), '{"number": 0}')"""
    async with outbox.relaying(consumer.handle):
        async with await psycopg.AsyncConnection.connect(outbox.address.owner) as open_commit:
            await open_commit.execute(insert, [PAID, slow])
            await outbox.record(Fact(subject=quick, number=0))
            # Both are there to be taken only now, the slower one first.
        await consumer.until(lambda it: len(it.received) == 2)
    assert [slow, quick] == [event.subject for event in consumer.received]


async def test_two_writers_of_a_subject_are_heard_in_the_order_in_which_they_wrote(outbox: Outbox) -> None:
    """Who began first and waited for the other's row lock has the smaller transaction number, and comes second."""
    consumer, subject = Consumer(), new_id()
    insert = """INSERT INTO platform.outbox (tenant_id, id, type, subject, occurred_at, data)
                VALUES (gen_random_uuid(), gen_random_uuid(), %s, %s, now(), '{"number": 1}')"""
    async with await psycopg.AsyncConnection.connect(outbox.address.owner) as began_first:
        await began_first.execute("SELECT pg_current_xact_id()")
        await outbox.record(Fact(subject=subject, number=0))
        await began_first.execute(insert, [PAID, subject])
    async with outbox.relaying(consumer.handle):
        await consumer.until(lambda it: len(it.received) == 2)
    assert [0, 1] == consumer.numbers(subject)


async def test_a_window_of_exactly_one_batch_is_followed_by_the_next(outbox: Outbox) -> None:
    consumer, subject = Consumer(), new_id()
    async with outbox.relaying(consumer.handle, settings=replace(SETTINGS, batch=2)):
        for number in range(0, 6, 2):
            await outbox.record(Fact(subject=subject, number=number), Fact(subject=subject, number=number + 1))
            await consumer.until(lambda it, seen=number + 2: len(it.received) == seen)  # type: ignore[misc]
    assert list(range(6)) == consumer.numbers(subject)


async def test_a_relay_killed_between_publishing_and_its_cursor_publishes_again(outbox: Outbox) -> None:
    """The relay's connection is cut after the consumer ran, which is what a crash at that moment looks like."""
    consumer, subject = Consumer(), new_id()
    cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    cutting = asyncio.Event()

    async def publish_then_lose_the_database(event: Envelope) -> None:
        await consumer.handle(event)
        if not cutting.is_set():
            cutting.set()
            await outbox.rows(cut)

    await outbox.record(Fact(subject=subject, number=0))
    async with outbox.relaying(publish_then_lose_the_database):
        await consumer.until(lambda it: len(it.received) == 2)
        await outbox.record(Fact(subject=subject, number=1))
        await consumer.until(lambda it: len(it.received) == 3)
    assert [0, 0, 1] == consumer.numbers(subject)
    assert 1 == len({event.id for event in consumer.received[:2]})


async def test_what_was_published_is_not_published_again_by_the_next_relay(outbox: Outbox) -> None:
    first, second, subject = Consumer(), Consumer(), new_id()
    await outbox.record(Fact(subject=subject, number=0))
    async with outbox.relaying(first.handle):
        await first.until(lambda it: bool(it.received))
    async with outbox.relaying(second.handle):
        await outbox.record(Fact(subject=subject, number=1))
        await second.until(lambda it: bool(it.received))
    assert ([0], [1]) == (first.numbers(subject), second.numbers(subject))


async def test_a_failing_event_holds_back_its_own_subject_only(outbox: Outbox) -> None:
    broken, sound = new_id(), new_id()
    consumer = Consumer(refuse=failing(broken, times=10_000))
    for number in range(3):
        await outbox.record(Fact(subject=broken, number=number), Fact(subject=sound, number=number))
    async with outbox.relaying(
        consumer.handle, settings=replace(SETTINGS, first_delay=timedelta(hours=1), longest_delay=timedelta(hours=1))
    ):
        await consumer.until(lambda it: len(it.numbers(sound)) == 3)
        await outbox.record(Fact(subject=broken, number=3), Fact(subject=sound, number=3))
        await consumer.until(lambda it: len(it.numbers(sound)) == 4)
    assert ([], [0, 1, 2, 3]) == (consumer.numbers(broken), consumer.numbers(sound))


@pytest.mark.parametrize("failures", [1, 2, 5])
async def test_after_failures_a_subject_goes_on_in_its_order(outbox: Outbox, failures: int) -> None:
    subject = new_id()
    consumer = Consumer(refuse=failing(subject, times=failures, number=1))
    async with outbox.relaying(consumer.handle):
        for number in range(20):
            await outbox.record(Fact(subject=subject, number=number))
        await consumer.until(lambda it: len(it.received) == 20)
    assert list(range(20)) == consumer.numbers(subject)
    assert [] == await outbox.rows("SELECT * FROM platform.relay_failures")


async def test_order_holds_where_a_batch_ends_and_many_wait_behind_a_failure(outbox: Outbox) -> None:
    subject = new_id()
    consumer = Consumer(refuse=failing(subject, times=3, number=2))
    await outbox.record(*(Fact(subject=subject, number=number) for number in range(50)))
    small = replace(SETTINGS, batch=7)
    async with outbox.relaying(consumer.handle, settings=small):
        await consumer.until(lambda it: len(it.received) == 50)
    assert list(range(50)) == consumer.numbers(subject)


async def test_failures_and_the_time_of_the_next_try_survive_a_restart(outbox: Outbox) -> None:
    subject, patient = new_id(), replace(SETTINGS, first_delay=timedelta(hours=1), longest_delay=timedelta(hours=5))
    consumer = Consumer(refuse=failing(subject, times=2))
    await outbox.record(Fact(subject=subject, number=0), Fact(subject=subject, number=1))
    for attempts in (1, 2):
        async with outbox.relaying(consumer.handle, settings=patient):
            await consumer.until(lambda it, attempts=attempts: it.tried == attempts)
        kept = (
            "SELECT attempts, last_error, next_attempt_at > now() + interval '50 minutes' FROM platform.relay_failures"
        )
        parked = [
            (attempts, f"{CONSUMER}: OSError: the network is down", True),
            (0, "", True),
        ]
        assert parked == await outbox.rows(f"{kept} ORDER BY attempts DESC")
        await outbox.rows("UPDATE platform.relay_failures SET next_attempt_at = now()")
    async with outbox.relaying(consumer.handle, settings=patient):
        await consumer.until(lambda it: len(it.received) == 2)
    assert [0, 1] == consumer.numbers(subject)


async def test_a_refusal_for_good_is_a_dead_letter_at_once_and_the_subject_goes_on(outbox: Outbox) -> None:
    subject = new_id()
    consumer = Consumer(refuse=refusing(subject, number=1))
    async with outbox.relaying(consumer.handle):
        await outbox.record(*(Fact(subject=subject, number=number) for number in range(3)))
        await consumer.until(lambda it: len(it.received) == 2)
    assert [0, 2] == consumer.numbers(subject)
    reason = f"{CONSUMER}: ILLEGAL_STATUS_TRANSITION: The deposit has failed before."
    dead = "SELECT consumer, type, subject, reason, attempts FROM platform.dead_letters"
    assert [(CONSUMER, PAID, subject, reason, 1)] == await outbox.rows(dead)


async def test_an_event_nobody_takes_is_a_dead_letter_after_its_last_try(outbox: Outbox) -> None:
    subject = new_id()
    consumer = Consumer(refuse=failing(subject, times=10_000))
    await outbox.record(Fact(subject=subject, number=0), Fact(subject=subject, number=1))
    three = replace(SETTINGS, attempts=3)
    async with outbox.relaying(consumer.handle, settings=three):
        await consumer.until(lambda it: bool(it.received))
    assert ([1], 4) == (consumer.numbers(subject), consumer.tried)
    assert [(3,)] == await outbox.rows("SELECT attempts FROM platform.dead_letters")
    assert [] == await outbox.rows("SELECT * FROM platform.relay_failures")


async def test_a_dead_letter_is_still_in_the_outbox_to_be_replayed(outbox: Outbox) -> None:
    subject = new_id()
    consumer = Consumer(refuse=refusing(subject))
    async with outbox.relaying(consumer.handle):
        await outbox.record(Fact(subject=subject, number=0), Fact(subject=new_id(), number=0))
        await consumer.until(lambda it: bool(it.received) and it.tried == 2)
    replayable = """SELECT event.data ->> 'number' FROM platform.dead_letters AS dead
                    JOIN platform.outbox AS event ON (event.tenant_id, event.id) = (dead.tenant_id, dead.event_id)"""
    assert [("0",)] == await outbox.rows(replayable)


async def test_an_event_that_takes_too_long_has_failed_and_is_tried_again(outbox: Outbox) -> None:
    consumer, subject = Consumer(), new_id()
    stuck = asyncio.Event()

    async def hang_once(event: Envelope) -> None:
        if not stuck.is_set():
            stuck.set()
            await asyncio.Event().wait()
        await consumer.handle(event)

    await outbox.record(Fact(subject=subject, number=0))
    hasty = replace(SETTINGS, publish_seconds=0.05)
    async with outbox.relaying(hang_once, settings=hasty):
        await consumer.until(lambda it: bool(it.received))
    assert [0] == consumer.numbers(subject)


async def test_of_two_relays_one_works_and_the_other_takes_over(outbox: Outbox) -> None:
    first, second, subject = Consumer(), Consumer(), new_id()
    async with outbox.relaying(first.handle):
        await outbox.record(Fact(subject=subject, number=0))
        await first.until(lambda it: bool(it.received))
        standby = outbox.relay(second.handle)
        waiting = asyncio.create_task(standby.run())
        for number in range(1, 20):
            await outbox.record(Fact(subject=subject, number=number))
            standby.wake()
        await first.until(lambda it: len(it.received) == 20)
    await outbox.record(Fact(subject=subject, number=20))
    await second.until(lambda it: bool(it.received))
    standby.stop()
    await waiting
    assert (list(range(20)), [20]) == (first.numbers(subject), second.numbers(subject))


async def test_events_nobody_listens_to_are_passed_over_and_the_cursor_moves_on(outbox: Outbox) -> None:
    consumer, subject = Consumer(), new_id()
    await outbox.record(*(Fact(subject=new_id(), number=0, type=UNHEARD) for _ in range(2_500)))
    await outbox.record(Fact(subject=subject, number=1))
    async with outbox.relaying(consumer.handle):
        await consumer.until(lambda it: bool(it.received))
    ends = """SELECT cursor.since > max(event.transaction)
              FROM platform.relay_cursors AS cursor, platform.outbox AS event GROUP BY cursor.since"""
    assert [(True,)] == await outbox.rows(ends)
    assert [1] == consumer.numbers(subject)


async def test_subjects_are_published_side_by_side(outbox: Outbox) -> None:
    """What many consumers write at once commits together: one that waits must not make the others wait."""
    waiting = [0]
    everybody = asyncio.Event()
    subjects = SETTINGS.concurrency

    async def wait_for_the_others(_event: Envelope) -> None:
        waiting[0] += 1
        if waiting[0] == subjects:
            everybody.set()
        await everybody.wait()

    await outbox.record(*(Fact(subject=new_id(), number=0) for _ in range(subjects)))
    async with outbox.relaying(wait_for_the_others), asyncio.timeout(SETTINGS.publish_seconds / 2):
        await everybody.wait()
    assert subjects == waiting[0]
