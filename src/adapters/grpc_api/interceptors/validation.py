"""The rules that stand in the contract: a message that breaks one never reaches its servicer."""

from google.protobuf.message import DecodeError, Message

from adapters.grpc_api.call import Call, Handler
from adapters.grpc_api.errors import UnreadableMessageError
from adapters.grpc_api.message_rules import MessageRules
from adapters.grpc_api.method import Method


class ValidationInterceptor:
    """Reads the request and collects every broken rule of it.

    Reading happens here and not in grpc, which answers UNKNOWN for bytes that are no message.
    """

    def __init__(self, *, rules: MessageRules) -> None:
        self._rules = rules

    def wrap(self, method: Method, proceed: Handler) -> Handler:
        """Hand on the message when it is well formed; the rules are compiled now, not at the first call."""
        rules = self._rules
        read = method.request.FromString
        rules.compile(method.request)

        async def checked(request: bytes, call: Call) -> Message | None:
            try:
                message = read(request)
            except DecodeError:
                raise UnreadableMessageError from None
            rules.check(message)
            return await proceed(message, call)

        return checked
