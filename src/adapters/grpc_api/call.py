"""An rpc under way, and the shape of everything it passes through.

Both kinds of rpc have one shape here: a stream writes its messages through its call and returns None. So an interceptor
wraps once and cannot forget a kind, and it does so at start: a call finds its whole chain ready.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import grpc
from google.protobuf.message import Message

from adapters.grpc_api.method import Method
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import Caller, TenantId

CORRELATION_KEY = "x-request-id"

# A sender's id goes into our log lines and answers, so it may be a plain word and nothing that breaks a line.
_SANE = re.compile(r"[A-Za-z0-9._:-]{1,128}")

Context = grpc.aio.ServicerContext[Any, Any]


class Call:
    """One call of an rpc; its metadata is read once.

    Attributes:
        correlation_id: names the call in log lines and errors: the caller's `x-request-id` when it is sane.
        code: how it ended, for the log line.
        reason: why it was refused; empty when it was not.
    """

    __slots__ = ("_caller", "code", "context", "correlation_id", "metadata", "method", "reason")

    def __init__(self, *, method: Method, context: Context, identifiers: Identifiers) -> None:
        self.method = method
        self.context = context
        self.metadata: dict[str, str | bytes] = dict(context.invocation_metadata() or ())
        sent = self.text(CORRELATION_KEY)
        self.correlation_id = sent if _SANE.fullmatch(sent) else str(identifiers.new_id())
        self.code = grpc.StatusCode.OK
        self.reason = ""
        self._caller: Caller | None = None

    def text(self, key: str) -> str:
        """A value of the metadata; empty when it was not sent."""
        value = self.metadata.get(key, "")
        return value if isinstance(value, str) else ""

    @property
    def caller(self) -> Caller:
        """Who calls; known to everything behind the caller interceptor."""
        if self._caller is None:
            raise AssertionError("nothing that needs the caller runs before it is known")
        return self._caller

    @caller.setter
    def caller(self, caller: Caller) -> None:
        self._caller = caller

    @property
    def tenant_id(self) -> TenantId:
        """Whose rows the call sees."""
        return self.caller.tenant_id

    @property
    def tenant(self) -> str:
        """The tenant for a log line; empty while nobody knows it."""
        return str(self._caller.tenant_id) if self._caller else ""


# Takes the request: as bytes before the validation interceptor, as the message behind it.
Handler = Callable[[Any, Call], Awaitable[Message | None]]


class Interceptor(Protocol):
    """One thing that happens around every rpc."""

    def wrap(self, method: Method, proceed: Handler) -> Handler:
        """A handler that does it and proceeds; called once per rpc, at start."""
        ...
