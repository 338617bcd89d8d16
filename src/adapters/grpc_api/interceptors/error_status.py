"""The one place where an error becomes the status of an rpc."""

import structlog
from google.protobuf.message import Message
from google.rpc.status_pb2 import Status

from adapters.grpc_api.call import CORRELATION_KEY, Call, Handler
from adapters.grpc_api.localisation import preferred_language
from adapters.grpc_api.method import Method
from adapters.grpc_api.statuses import Statuses, code_of


class ErrorStatusInterceptor:
    """Ends the rpc with the status of whatever was raised; of an untyped exception the caller learns nothing."""

    def __init__(self, *, statuses: Statuses) -> None:
        self._statuses = statuses
        self._log = structlog.get_logger(__name__)

    def wrap(self, method: Method, proceed: Handler) -> Handler:
        """Translate what `proceed` raises."""

        async def translated(request: bytes, call: Call) -> Message | None:
            try:
                return await proceed(request, call)
            except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a status and no traceback
                status = self._statuses.of(
                    error,
                    language=preferred_language(call.text("accept-language")),
                    correlation_id=call.correlation_id,
                )
                call.reason = self._statuses.reason_of(error)
            await _abort(call, status)
            return None

        return translated


async def _abort(call: Call, status: Status) -> None:
    call.code = code_of(status)
    await call.context.abort(
        call.code,
        status.message,
        (("grpc-status-details-bin", status.SerializeToString()), (CORRELATION_KEY, call.correlation_id)),
    )
