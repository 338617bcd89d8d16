"""Request ids: the same id with the same content answers the first outcome, with other content it is refused."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from shared_kernel.errors import ConflictError, HamyonError

REQUEST_ID_MAX_LENGTH = 255

# Their ASCII form is exact and the same in every version of Python; everything else is hashed by its text.
_QUOTED_AS_THEY_ARE = frozenset({str, int, tuple})


class RequestIdReusedError(ConflictError):
    """This request_id was used before with other content; a new request needs a new request_id."""

    reason = "REQUEST_ID_REUSED"

    def __init__(self) -> None:
        super().__init__(field="request_id")


class RequestInProgressError(ConflictError):
    """The first request with this request_id is still running; ask again in a moment."""

    reason = "REQUEST_IN_PROGRESS"
    retryable = True

    def __init__(self) -> None:
        super().__init__(field="request_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKey:
    """A caller's name for a request, and a fingerprint of what was asked.

    Attributes:
        request_id: client-made, 1 to 255 characters, unique per tenant, kept for good.
        fingerprint: 16 bytes; equal exactly when operation and content are.
    """

    request_id: str
    fingerprint: bytes


def request_key(*, request_id: str, operation: str, content: Iterable[object]) -> RequestKey:
    """The key of a request: every field the caller chose counts, in a fixed order.

    The hashed text quotes every part, so that no two contents run together into the same one.
    """
    text = ascii([operation, *[part if type(part) in _QUOTED_AS_THEY_ARE else str(part) for part in content]])
    return RequestKey(request_id=request_id, fingerprint=hashlib.blake2b(text.encode(), digest_size=16).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """What is remembered of a finished request: the thing it made, or the refusal it got."""

    key: RequestKey
    resource_id: UUID | None = None
    refusal: HamyonError | None = None


class RequestIds(Protocol):
    """Claims request ids in the open unit of work."""

    async def claim(self, *, key: RequestKey, resource_id: UUID) -> UUID | None:
        """Take the id for the thing about to be made; the first thing's id when it was taken before.

        Two units of work claiming at once: the second waits for the first.

        Raises:
            RequestIdReusedError: taken before, for other content.
        """
        ...
