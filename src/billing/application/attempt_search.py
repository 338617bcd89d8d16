"""Find what a provider's call about an attempt means, and lock it in the one order everybody locks in."""

from billing.domain.attempt import Attempt
from billing.domain.errors import AttemptNotFoundError, UnknownReferenceError
from billing.domain.transaction import Transaction
from billing.domain.which_attempt import ByExternalId, WhichAttempt
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.errors import NotFoundError
from shared_kernel.tenant import TenantId


async def lock_attempt(
    unit: BillingUnitOfWork, *, gateway: str, endpoint: str, which: WhichAttempt
) -> tuple[Transaction, Attempt] | None:
    """The attempt and its transaction, locked; None when this endpoint prepared no such attempt."""
    found = await unit.attempts.lock_with_order(gateway=gateway, endpoint=endpoint, which=which)
    return None if found is None else (found[0][0], found[1])


async def unknown_attempt(
    *, units_of_work: BillingUnitOfWorks, top_ups: TopUps, tenant_id: TenantId, gateway: str, which: WhichAttempt
) -> NotFoundError:
    """What to raise when there is no such attempt: where one is told, an unknown reference is said before it.

    Click protocol, SHOP API: order of checks (-5 before -6).
    """
    if isinstance(which, ByExternalId):
        return AttemptNotFoundError()
    async with units_of_work(tenant_id=tenant_id) as unit:
        order = await unit.transactions.find_payable(gateway=gateway, reference=which.reference)
    if order is None and not await top_ups.accepts(
        tenant_id=tenant_id, number=which.reference, currency=which.currency
    ):
        return UnknownReferenceError()
    return AttemptNotFoundError()
