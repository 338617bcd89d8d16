"""Repeats a call that is safe to repeat: a read, or a write under an idempotency key that the other side honours."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from adapters.http_client.client import HttpClient
from adapters.http_client.failures import CircuitOpenError, NoAnswerError, NotSentError
from adapters.http_client.messages import HttpReply, HttpRequest

# A caller who is not let in learns nothing of what he did while he was.
_AT_THE_DOOR = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})

_Outcome = HttpReply | NotSentError | NoAnswerError


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How patient a repeated call is.

    Attributes:
        attempts: how often it is sent at most.
        budget_seconds: for all attempts and pauses; none begins that could end later.
        first_pause_seconds: doubled for each further pause, and then shortened at random by up to a half, so that
            callers that failed together do not come back together.
        statuses: replies that are worth another attempt, besides no reply.
    """

    attempts: int = 3
    budget_seconds: float = 10.0
    first_pause_seconds: float = 0.25
    longest_pause_seconds: float = 2.0
    statuses: frozenset[int] = frozenset({429, 500, 502, 503, 504})


class Retry:
    """Sends until there is a reply worth having, or no attempt left: then the last outcome stands."""

    def __init__(
        self,
        *,
        policy: RetryPolicy,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._policy = policy
        self._sleep = sleep
        self._monotonic = monotonic

    async def send(self, *, client: HttpClient, request: HttpRequest) -> HttpReply:
        """The last reply; one that is worth another attempt only when none was left.

        Raises:
            NotSentError: no attempt can have had an effect.
            NoAnswerError: one of them may have had, and none that followed settled it.
        """
        started, doubtful, attempt = self._monotonic(), False, 0
        while True:
            attempt += 1
            outcome = await _attempt(client, request)
            pause = self._pause(attempt)
            if self._is_final(outcome) or not self._may_go_on(attempt, started, pause + request.timeout_seconds):
                return self._conclude(outcome, doubtful=doubtful)
            doubtful = doubtful or _may_have_acted(outcome)
            await self._sleep(pause)

    def _is_final(self, outcome: _Outcome) -> bool:
        if isinstance(outcome, HttpReply):
            return outcome.status not in self._policy.statuses
        return isinstance(outcome, CircuitOpenError)

    def _may_go_on(self, attempt: int, started: float, needed: float) -> bool:
        spent = self._monotonic() - started
        return attempt < self._policy.attempts and spent + needed <= self._policy.budget_seconds

    def _conclude(self, outcome: _Outcome, *, doubtful: bool) -> HttpReply:
        """An attempt that did nothing says nothing about an earlier one that may have acted."""
        answered = isinstance(outcome, HttpReply) and self._is_final(outcome) and outcome.status not in _AT_THE_DOOR
        if doubtful and not answered and not _may_have_acted(outcome):
            raise NoAnswerError("An earlier attempt may have had its effect, and the last one had none.")
        if isinstance(outcome, HttpReply):
            return outcome
        raise outcome

    def _pause(self, attempt: int) -> float:
        longest = self._policy.first_pause_seconds * 2.0 ** (attempt - 1)
        # Spreads callers; nothing to guess here is worth protecting.
        return min(longest, self._policy.longest_pause_seconds) * random.uniform(0.5, 1.0)  # noqa: S311


async def _attempt(client: HttpClient, request: HttpRequest) -> _Outcome:
    try:
        return await client.send(request=request)
    except (NotSentError, NoAnswerError) as failure:
        return failure


def _may_have_acted(outcome: _Outcome) -> bool:
    if isinstance(outcome, HttpReply):
        return outcome.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(outcome, NoAnswerError)
