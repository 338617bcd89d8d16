"""Whether a request was carried out before: asked first in the unit of work that would carry it out."""

from uuid import UUID

from billing.ports.unit_of_work import BillingUnitOfWork
from shared_kernel.idempotency import RequestKey


async def done_before(unit: BillingUnitOfWork, *, key: RequestKey | None, resource_id: UUID) -> bool:
    """Claim the request; True when it was carried out before. Without a key every request is a new one.

    Raises:
        RequestIdReusedError: the same request id was used for something else.
    """
    return key is not None and await unit.request_ids.claim(key=key, resource_id=resource_id) is not None
