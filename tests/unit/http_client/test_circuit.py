"""A system that is down is left alone for a while, and one call finds out whether it is back."""

import asyncio
from dataclasses import dataclass, field

import pytest

from adapters.http_client.circuit import Circuits, CircuitSettings
from adapters.http_client.client import HttpClient
from adapters.http_client.failures import CircuitOpenError, NoAnswerError, NotSentError
from adapters.http_client.session import HttpSession
from tests.unit.http_client.stranger import Caller, Stranger, listening

SETTINGS = CircuitSettings(failures=3, rest_seconds=10.0)


@dataclass
class Watch:
    """A monotonic clock that is set by hand."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Moods:
    """Answers each request with the next status; 0 hangs up without a word."""

    statuses: list[int] = field(default_factory=list)

    async def __call__(self, caller: Caller) -> None:
        while True:
            await caller.hear()
            status = self.statuses.pop(0)
            if not status:
                return
            await caller.say(status=status)


@pytest.fixture
def watch() -> Watch:
    """The clock of the circuit."""
    return Watch()


@pytest.fixture
def client(session: HttpSession, watch: Watch) -> HttpClient:
    """A client with a circuit."""
    circuits = Circuits(name="somebody", settings=SETTINGS, monotonic=watch)
    return HttpClient(name="somebody", session=session, circuits=circuits)


async def test_after_so_many_failures_in_a_row_nothing_is_sent_any_more(client: HttpClient) -> None:
    async with listening(Moods([500, 0, 503])) as stranger:
        await _call(client, stranger, times=3)
        with pytest.raises(CircuitOpenError):
            await client.send(request=stranger.request())
        assert 3 == len(stranger.requests)


async def test_an_open_circuit_is_a_call_that_was_not_sent() -> None:
    """Whoever asks whether money can have moved needs to know one error only."""
    assert issubclass(CircuitOpenError, NotSentError)


async def test_a_refused_connection_counts_as_a_failure(client: HttpClient) -> None:
    async with listening(Moods()) as gone:
        pass
    for _ in range(3):
        with pytest.raises(NotSentError):
            await client.send(request=gone.request())
    with pytest.raises(CircuitOpenError):
        await client.send(request=gone.request())


async def test_failures_with_a_success_or_a_refusal_between_them_do_not_add_up(client: HttpClient) -> None:
    async with listening(Moods([500, 500, 200, 0, 500, 402, 500, 500, 200])) as stranger:
        await _call(client, stranger, times=9)
        assert 9 == len(stranger.requests)


async def test_a_tenants_system_that_is_down_does_not_stop_the_others(client: HttpClient) -> None:
    """The same gateway, but each tenant has told us another address."""
    async with listening(Moods([500, 500, 500])) as down, listening(Moods([200])) as other:
        await _call(client, down, times=3)
        with pytest.raises(CircuitOpenError):
            await client.send(request=down.request())
        assert 200 == (await client.send(request=other.request())).status


def test_circuits_of_ever_new_addresses_are_forgotten(watch: Watch) -> None:
    circuits = Circuits(name="somebody", settings=SETTINGS, monotonic=watch)
    first = circuits.of("https://0.example")
    for number in range(255):
        circuits.of(f"https://{number + 1}.example")
    assert first is circuits.of("https://0.example")
    for number in range(256):
        circuits.of(f"https://another-{number}.example")
    assert first is not circuits.of("https://0.example")


async def test_after_the_rest_a_success_lets_everybody_pass_again(client: HttpClient, watch: Watch) -> None:
    async with listening(Moods([500, 500, 500, 200, 500, 500, 200])) as stranger:
        await _call(client, stranger, times=3)
        watch.now += SETTINGS.rest_seconds
        await _call(client, stranger, times=4)
        assert 7 == len(stranger.requests)


async def test_after_the_rest_one_failure_begins_another_rest(client: HttpClient, watch: Watch) -> None:
    async with listening(Moods([500, 500, 500, 0, 200])) as stranger:
        await _call(client, stranger, times=3)
        watch.now += SETTINGS.rest_seconds
        await _call(client, stranger, times=1)
        watch.now += SETTINGS.rest_seconds - 1
        with pytest.raises(CircuitOpenError):
            await client.send(request=stranger.request())
        watch.now += 1
        assert 200 == (await client.send(request=stranger.request())).status


async def test_only_one_call_at_a_time_finds_out_whether_the_other_side_is_back(
    client: HttpClient, watch: Watch
) -> None:
    heard, answer = asyncio.Event(), asyncio.Event()

    async def fail_then_think(caller: Caller) -> None:
        while True:
            await caller.hear()
            if len(caller.stranger.requests) <= SETTINGS.failures:
                await caller.say(status=500)
                continue
            heard.set()
            await answer.wait()
            await caller.say()

    async with listening(fail_then_think) as stranger:
        await _call(client, stranger, times=3)
        watch.now += SETTINGS.rest_seconds
        probe = asyncio.create_task(client.send(request=stranger.request()))
        await heard.wait()
        with pytest.raises(CircuitOpenError):
            await client.send(request=stranger.request())
        answer.set()
        assert 200 == (await probe).status


async def test_a_cancelled_probe_leaves_the_place_to_the_next(client: HttpClient, watch: Watch) -> None:
    heard = asyncio.Event()

    async def fail_then_hang_then_answer(caller: Caller) -> None:
        while True:
            await caller.hear()
            count = len(caller.stranger.requests)
            if count == SETTINGS.failures + 1:
                heard.set()
                await asyncio.sleep(3600)
            await caller.say(status=500 if count <= SETTINGS.failures else 200)

    async with listening(fail_then_hang_then_answer) as stranger:
        await _call(client, stranger, times=3)
        watch.now += SETTINGS.rest_seconds
        probe = asyncio.create_task(client.send(request=stranger.request()))
        await heard.wait()
        probe.cancel()
        with pytest.raises(asyncio.CancelledError):
            await probe
        assert 200 == (await client.send(request=stranger.request())).status


async def _call(client: HttpClient, stranger: Stranger, *, times: int) -> None:
    for _ in range(times):
        try:
            await client.send(request=stranger.request())
        except NoAnswerError:
            continue
