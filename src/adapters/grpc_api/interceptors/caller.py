"""Who is calling, and may they? Nothing of the request is read before both are answered."""

from google.protobuf.message import Message

from adapters.grpc_api.authenticator import Authenticator
from adapters.grpc_api.call import Call, Handler
from adapters.grpc_api.method import Method


class CallerInterceptor:
    """Turns the shown API key into the call's caller and asks for the permission of the rpc."""

    def __init__(self, *, authenticator: Authenticator) -> None:
        self._authenticator = authenticator

    def wrap(self, method: Method, proceed: Handler) -> Handler:
        """Let a known caller with the permission pass."""
        permission = method.permission

        async def admitted(request: bytes, call: Call) -> Message | None:
            call.caller = await self._authenticator.authenticate(call.text("authorization"))
            call.caller.require(permission)
            return await proceed(request, call)

        return admitted
