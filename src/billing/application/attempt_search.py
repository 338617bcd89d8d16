"""Find what a provider's call about an attempt means, and lock it in the one order everybody locks in."""

from billing.domain.attempt import Attempt
from billing.domain.errors import AttemptNotFoundError, UnknownReferenceError
from billing.domain.transaction import Transaction
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.currency import Currency
from shared_kernel.errors import NotFoundError
from shared_kernel.tenant import TenantId


async def lock_attempt(
    unit: BillingUnitOfWork, *, gateway: str, endpoint: str, number: int, reference: str
) -> tuple[Transaction, Attempt] | None:
    """The attempt and its transaction, locked; None when this endpoint prepared no such attempt of this reference."""
    seen = await unit.attempts.get(number)
    if seen is None or (seen.gateway, seen.endpoint, seen.reference) != (gateway, endpoint, reference):
        return None
    transaction = await unit.transactions.lock(seen.transaction_id)
    attempt = await unit.attempts.lock(number)
    # What was seen without a lock may be old; an attempt never disappears.
    return transaction, attempt or seen


async def unknown_attempt(
    *,
    units_of_work: BillingUnitOfWorks,
    top_ups: TopUps,
    tenant_id: TenantId,
    gateway: str,
    reference: str,
    currency: Currency,
) -> NotFoundError:
    """What to raise when there is no such attempt: an unknown reference is said before an unknown attempt.

    Click protocol, SHOP API: order of checks (-5 before -6).
    """
    async with units_of_work(tenant_id=tenant_id) as unit:
        order = await unit.transactions.find_payable(gateway=gateway, reference=reference)
    if order is None and not await top_ups.accepts(tenant_id=tenant_id, number=reference, currency=currency):
        return UnknownReferenceError()
    return AttemptNotFoundError()
