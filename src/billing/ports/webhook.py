"""A provider calls us: what it said, what we answer, and who answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from billing.domain.gateway import GatewayConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """A call as it came: signatures cover bytes, not what a parser made of them.

    Attributes:
        remote: the address the connection came from, which may be our own proxy's.
    """

    body: bytes
    content_type: str
    headers: Mapping[str, str]
    query: str
    received_at: datetime
    method: str = "POST"
    remote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookAnswer:
    """The answer in the provider's own protocol.

    Attributes:
        outcome: one word for the delivery log and the metrics, like `accepted` or `refused: -1`.
        kept_body: what is kept in place of a call's body that carries a secret; None: the body as it came.
    """

    http_status: int
    body: bytes
    content_type: str
    outcome: str
    kept_body: bytes | None = None


class WebhookHandler(Protocol):
    """One gateway's side of the conversation."""

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        """Verify, translate, apply, answer.

        What the provider may repeat later (a database that is away) is raised, not answered: nothing was done.
        """
        ...


@runtime_checkable
class AnyMethodHandler(WebhookHandler, Protocol):
    """One whose protocol has its own word for a call that is no POST; the others never hear of such a call."""

    any_method: Literal[True]
