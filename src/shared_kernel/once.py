"""Doing something once per request id, where it commits by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar
from uuid import UUID

from shared_kernel.idempotency import RequestIds, RequestKey
from shared_kernel.tenant import TenantId

T = TypeVar("T")


class RequestUnit(Protocol):
    """A unit of work, as far as it remembers requests."""

    @property
    def request_ids(self) -> RequestIds:
        """Claims request ids."""
        ...


class RequestUnits(Protocol):
    """Opens units of work; those of accounts and of billing both serve."""

    def __call__(self, *, tenant_id: TenantId) -> AbstractAsyncContextManager[RequestUnit]:
        """One in the name of a tenant: a clean exit commits, any exception rolls back."""
        ...


class Once:
    """Does a thing at most once for each request id.

    The claim is held open while the thing is done and committed after it: a repeat that comes meanwhile waits, and a
    crash in between lets the repeat do it again, which is why what is done must bear being done twice.
    """

    def __init__(self, *, units: RequestUnits) -> None:
        self._units = units
        # Each holds a connection and needs a second one: so many at once would wait for each other's for ever.
        self._one_at_a_time = asyncio.Lock()

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        key: RequestKey,
        resource_id: UUID,
        act: Callable[[], Awaitable[T]],
        recall: Callable[[], Awaitable[T]],
    ) -> T:
        """What `act` does, or for a repeated request what `recall` finds.

        Raises:
            RequestIdReusedError: the request id was used for something else.
        """
        async with self._one_at_a_time, self._units(tenant_id=tenant_id) as unit:
            if await unit.request_ids.claim(key=key, resource_id=resource_id) is None:
                return await act()
        return await recall()
