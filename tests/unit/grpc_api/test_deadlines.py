"""Nothing runs for a caller who has stopped waiting, and nothing runs for ever."""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import pytest
from google.protobuf.message import Message

from adapters.grpc_api.call import Call, Context
from adapters.grpc_api.errors import DeadlineExceededError
from adapters.grpc_api.interceptors.deadline import DeadlineInterceptor
from adapters.grpc_api.method import Method, methods_of
from adapters.grpc_api.server import ACCOUNTS
from shared_kernel.identifiers import SystemIdentifiers

METHODS = {method.name: method for method in methods_of(ACCOUNTS)}


@dataclass(frozen=True)
class Waits:
    """A context of grpc whose caller waits for so many seconds, or for ever."""

    seconds: float | None

    def invocation_metadata(self) -> tuple[()]:
        return ()

    def time_remaining(self) -> float | None:
        return self.seconds


class Work:
    """Work that never ends by itself."""

    def __init__(self) -> None:
        self.started = False

    async def __call__(self, request: object, call: Call) -> Message | None:
        self.started = True
        await asyncio.Event().wait()
        return None


@pytest.mark.parametrize("seconds", [0.0, 0.005])
async def test_work_is_not_started_for_a_caller_who_will_not_hear_of_it(seconds: float) -> None:
    work = Work()
    with pytest.raises(DeadlineExceededError):
        await _run(work, METHODS["Transfer"], seconds)
    assert not work.started


@pytest.mark.parametrize(
    ("rpc", "seconds"), [("Transfer", None), ("Transfer", 0.05), ("WatchTransaction", None), ("WatchTransaction", 0.05)]
)
async def test_work_ends_at_the_callers_deadline_or_at_ours(rpc: str, seconds: float | None) -> None:
    work = Work()
    with pytest.raises(DeadlineExceededError):
        await _run(work, METHODS[rpc], seconds)
    assert work.started


async def test_a_time_out_inside_the_work_is_not_taken_for_the_deadline() -> None:
    async def fail(request: object, call: Call) -> Message | None:
        raise TimeoutError("of something else")

    with pytest.raises(TimeoutError, match="of something else"):
        await _run(fail, METHODS["Transfer"], None)


async def _run(work: Any, method: Method, seconds: float | None) -> None:  # noqa: ANN401 - anything that can be called
    interceptor = DeadlineInterceptor(longest_call=0.1, longest_stream=0.1)
    context = cast("Context", cast("Any", Waits(seconds)))
    await interceptor.wrap(method, work)(b"", Call(method=method, context=context, identifiers=SystemIdentifiers()))
