"""Repeating: bounded in number and time, and never a reason to believe that nothing happened."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import pytest

from adapters.http_client.circuit import Circuits, CircuitSettings
from adapters.http_client.client import HttpClient
from adapters.http_client.failures import CircuitOpenError, NoAnswerError, NotSentError
from adapters.http_client.messages import HttpReply
from adapters.http_client.retry import Retry, RetryPolicy
from adapters.http_client.session import HttpSession
from tests.unit.http_client.stranger import Caller, Stranger, listening

POLICY = RetryPolicy(attempts=4, budget_seconds=60.0, first_pause_seconds=1.0, longest_pause_seconds=3.0)


@dataclass
class Time:
    """Passes only while somebody sleeps."""

    now: float = 0.0
    pauses: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


async def test_it_is_repeated_until_there_is_a_reply_worth_having(client: HttpClient) -> None:
    async with _answering([503, 0, 200]) as stranger:
        assert 200 == (await _retry(Time()).send(client=client, request=stranger.request())).status
        assert 3 == len(stranger.requests)


@pytest.mark.parametrize("status", [200, 302, 400, 404, 409])
async def test_an_answer_is_not_asked_for_twice(status: int, client: HttpClient) -> None:
    async with _answering([status]) as stranger:
        assert status == (await _retry(Time()).send(client=client, request=stranger.request())).status
        assert 1 == len(stranger.requests)


async def test_pauses_double_up_to_the_longest_and_differ_from_caller_to_caller(client: HttpClient) -> None:
    async with _answering([503, 503, 503, 503] * 2) as stranger:
        one, other = Time(), Time()
        for time in (one, other):
            assert 503 == (await _retry(time).send(client=client, request=stranger.request())).status
    for pause, longest in zip(one.pauses, (1.0, 2.0, 3.0), strict=True):
        assert longest / 2 <= pause <= longest
    assert one.pauses != other.pauses


async def test_no_attempt_begins_that_could_end_after_the_budget(client: HttpClient) -> None:
    policy = RetryPolicy(attempts=10, budget_seconds=12.0, first_pause_seconds=1.0, longest_pause_seconds=1.0)
    async with _answering([503] * 10) as stranger:
        time = Time()
        await _retry(time, policy).send(client=client, request=stranger.request(timeout_seconds=10.0))
        assert time.now <= 2.0
        assert len(time.pauses) + 1 == len(stranger.requests)


async def test_what_never_reached_the_other_side_was_not_sent_however_often_it_was_tried(client: HttpClient) -> None:
    async with _answering([]) as gone:
        pass
    time = Time()
    with pytest.raises(NotSentError):
        await _retry(time).send(client=client, request=gone.request())
    assert 3 == len(time.pauses)


@pytest.mark.parametrize("first", [0, 500])
async def test_after_an_attempt_that_may_have_acted_a_refused_connection_proves_nothing(
    first: int, session: HttpSession
) -> None:
    """The circuit opens between the attempts: the last was certainly not sent, the first may have moved money."""
    circuits = Circuits(name="somebody", settings=CircuitSettings(failures=1))
    client = HttpClient(name="somebody", session=session, circuits=circuits)
    async with _answering([first]) as stranger:
        with pytest.raises(NoAnswerError):
            await _retry(Time()).send(client=client, request=stranger.request())


async def test_after_an_attempt_that_may_have_acted_a_reply_that_took_nothing_proves_nothing(
    client: HttpClient,
) -> None:
    async with _answering([0, 429, 429, 429]) as stranger:
        with pytest.raises(NoAnswerError):
            await _retry(Time()).send(client=client, request=stranger.request())


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("first", [0, 500])
async def test_after_an_attempt_that_may_have_acted_a_caller_who_is_not_let_in_hears_nothing_of_it(
    first: int, status: int, client: HttpClient
) -> None:
    """His key was replaced between the attempts; the first may have moved money under the old one."""
    async with _answering([first, status]) as stranger:
        with pytest.raises(NoAnswerError):
            await _retry(Time()).send(client=client, request=stranger.request())


@pytest.mark.parametrize("status", [401, 403])
async def test_a_caller_who_is_not_let_in_at_once_hears_so(status: int, client: HttpClient) -> None:
    async with _answering([status]) as stranger:
        assert status == (await _retry(Time()).send(client=client, request=stranger.request())).status


async def test_an_error_of_the_server_stays_the_reply_when_no_attempt_is_left(client: HttpClient) -> None:
    async with _answering([500, 500, 500, 502]) as stranger:
        reply = await _retry(Time()).send(client=client, request=stranger.request())
    assert isinstance(reply, HttpReply)
    assert 502 == reply.status


async def test_an_open_circuit_is_not_waited_for(session: HttpSession) -> None:
    circuits = Circuits(name="somebody", settings=CircuitSettings(failures=1))
    client = HttpClient(name="somebody", session=session, circuits=circuits)
    async with _answering([500]) as stranger:
        await client.send(request=stranger.request())
        time = Time()
        with pytest.raises(CircuitOpenError):
            await _retry(time).send(client=client, request=stranger.request())
    assert [] == time.pauses


def _retry(time: Time, policy: RetryPolicy = POLICY) -> Retry:
    return Retry(policy=policy, sleep=time.sleep, monotonic=time)


def _answering(statuses: list[int]) -> AbstractAsyncContextManager[Stranger]:
    async def answer(caller: Caller) -> None:
        while True:
            await caller.hear()
            status = statuses[len(caller.stranger.requests) - 1]
            if not status:
                return
            await caller.say(status=status)

    return listening(answer)
