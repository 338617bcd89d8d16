"""Page tokens: where the next page starts, in a form that nobody is tempted to make up.

A token carries a checksum over the tenant, the list and its filters. One that was cut, changed, or taken from another
list is refused, where it would otherwise answer a page of something else. It is no secret: a forged one only moves
within what its caller may read anyway.
"""

import base64
import binascii
import copy
import hashlib
import struct
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from shared_kernel.pagination import DEFAULT_PAGE_SIZE, InvalidPageTokenError, PageKey, PageRequest
from shared_kernel.tenant import TenantId

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Whether the value is a moment (microseconds since 1970) or an amount; the value; the id.
_KEY = struct.Struct(">?q16s")
_CHECKSUM_BYTES = 8


class ListRequest(Protocol):
    """A message that asks for a page: the fields every list has."""

    page_size: int
    page_token: str

    def SerializeToString(self, *, deterministic: bool = ...) -> bytes:  # noqa: N802 - protobuf's own word
        """The message as bytes."""
        ...


def page_request(request: ListRequest, *, tenant_id: TenantId) -> PageRequest:
    """The page a list request asks for.

    Raises:
        InvalidPageTokenError: the token is not one of this list with these filters.
    """
    size = request.page_size or DEFAULT_PAGE_SIZE
    if not request.page_token:
        return PageRequest(size=size)
    try:
        raw = base64.b64decode(request.page_token.encode(), altchars=b"-_", validate=True)
        return PageRequest(size=size, after=_unpacked(raw, request, tenant_id))
    except (binascii.Error, struct.error, OverflowError):
        raise InvalidPageTokenError from None


def next_page_token(key: PageKey | None, *, request: ListRequest, tenant_id: TenantId) -> str:
    """The token of the page after this one; empty at the end."""
    if key is None:
        return ""
    if isinstance(key.value, datetime):
        packed = _KEY.pack(True, (key.value - _EPOCH) // _MICROSECOND, key.id.bytes)  # noqa: FBT003 - it is a format
    else:
        packed = _KEY.pack(False, key.value, key.id.bytes)  # noqa: FBT003 - the same
    return base64.urlsafe_b64encode(packed + _checksum(packed, request, tenant_id)).decode()


def _unpacked(raw: bytes, request: ListRequest, tenant_id: TenantId) -> PageKey:
    packed = raw[:-_CHECKSUM_BYTES]
    if raw[-_CHECKSUM_BYTES:] != _checksum(packed, request, tenant_id):
        raise InvalidPageTokenError
    is_moment, value, identifier = _KEY.unpack(packed)
    return PageKey(value=_EPOCH + value * _MICROSECOND if is_moment else value, id=UUID(bytes=identifier))


def _checksum(packed: bytes, request: ListRequest, tenant_id: TenantId) -> bytes:
    filters = copy.deepcopy(request)
    filters.page_size, filters.page_token = 0, ""
    kind = type(request)
    asked = f"{tenant_id}/{kind.__module__}.{kind.__qualname__}/".encode()
    return hashlib.blake2b(
        packed + asked + filters.SerializeToString(deterministic=True), digest_size=_CHECKSUM_BYTES
    ).digest()
