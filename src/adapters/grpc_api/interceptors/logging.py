"""One log line per rpc: method, code, duration, tenant. Never a payload: requests carry names, secrets and money."""

import asyncio
import logging
from time import perf_counter

import grpc
import structlog
from google.protobuf.message import Message

from adapters.grpc_api.call import Call, Handler
from adapters.grpc_api.method import Method


class LoggingInterceptor:
    """The outermost: it sees how the rpc ended, whatever ended it."""

    def __init__(self) -> None:
        self._log = structlog.get_logger(__name__)

    def wrap(self, method: Method, proceed: Handler) -> Handler:
        """Time the rpc and tell of it; the correlation id is on every line written meanwhile."""
        log = self._log

        async def logged(request: bytes, call: Call) -> Message | None:
            started = perf_counter()
            # Every rpc is a task of its own, so this ends with it.
            structlog.contextvars.bind_contextvars(correlation_id=call.correlation_id)
            try:
                return await proceed(request, call)
            except asyncio.CancelledError:
                call.code = grpc.StatusCode.CANCELLED
                raise
            finally:
                log.log(
                    logging.ERROR if call.code is grpc.StatusCode.INTERNAL else logging.INFO,
                    "rpc",
                    method=method.path,
                    code=call.code.name,
                    reason=call.reason,
                    ms=round((perf_counter() - started) * 1000, 2),
                    tenant=call.tenant,
                )

        return logged
