"""Deadlines: nothing runs for a caller who has stopped waiting, and nothing runs for ever."""

import asyncio
from typing import cast

from google.protobuf.message import Message

from adapters.grpc_api.call import Call, Handler
from adapters.grpc_api.errors import DeadlineExceededError
from adapters.grpc_api.method import Method

# Kept back from the caller's deadline, in seconds, so that our answer says it with a reason before the caller hangs up.
_SHAVED = 0.01


class DeadlineInterceptor:
    """Keeps the caller's deadline, or the longest we allow, whichever is sooner (seconds)."""

    def __init__(self, *, longest_call: float, longest_stream: float) -> None:
        self._longest_call = longest_call
        self._longest_stream = longest_stream

    def wrap(self, method: Method, proceed: Handler) -> Handler:
        """Let the rpc run until its deadline; one whose deadline has passed is not started."""
        longest = self._longest_stream if method.streams else self._longest_call

        async def limited(request: bytes, call: Call) -> Message | None:
            # The published type is wrong: without a deadline it is None.
            remaining = cast("float | None", call.context.time_remaining())
            allowed = longest if remaining is None else min(remaining - _SHAVED, longest)
            if allowed <= 0:
                raise DeadlineExceededError
            limit = asyncio.timeout(allowed)
            try:
                async with limit:
                    return await proceed(request, call)
            except TimeoutError:
                if limit.expired():
                    raise DeadlineExceededError from None
                raise

        return limited
