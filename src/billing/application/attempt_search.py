"""Find what a provider's call about an attempt means, and lock it in the one order everybody locks in."""

from dataclasses import dataclass

from billing.domain.attempt import Attempt
from billing.domain.errors import AttemptNotFoundError, UnknownReferenceError
from billing.domain.transaction import Transaction
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.currency import Currency
from shared_kernel.errors import NotFoundError
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class ByNumber:
    """The provider echoes our number and what is paid (Click); both must fit."""

    number: int
    reference: str
    currency: Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class ByExternalId:
    """The provider says only its own id of the attempt (Payme)."""

    external_id: str


WhichAttempt = ByNumber | ByExternalId


async def lock_attempt(
    unit: BillingUnitOfWork, *, gateway: str, endpoint: str, which: WhichAttempt
) -> tuple[Transaction, Attempt] | None:
    """The attempt and its transaction, locked; None when this endpoint prepared no such attempt."""
    seen = await _see(unit, gateway=gateway, endpoint=endpoint, which=which)
    if seen is None:
        return None
    transaction = await unit.transactions.lock(seen.transaction_id)
    attempt = await unit.attempts.lock(seen.number)
    # What was seen without a lock may be old; an attempt never disappears.
    return transaction, attempt or seen


async def lock_attempt_with_order(
    unit: BillingUnitOfWork, *, gateway: str, endpoint: str, which: WhichAttempt
) -> tuple[tuple[Transaction, ...], Attempt] | None:
    """The same, with the other transactions of its order locked behind its own."""
    seen = await _see(unit, gateway=gateway, endpoint=endpoint, which=which)
    if seen is None:
        return None
    order = await unit.transactions.lock_with_order(seen.transaction_id)
    return order, await unit.attempts.lock(seen.number) or seen


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


async def _see(unit: BillingUnitOfWork, *, gateway: str, endpoint: str, which: WhichAttempt) -> Attempt | None:
    if isinstance(which, ByExternalId):
        return await unit.attempts.by_external_id(gateway=gateway, endpoint=endpoint, external_id=which.external_id)
    seen = await unit.attempts.get(which.number)
    if seen is None or (seen.gateway, seen.endpoint, seen.reference) != (gateway, endpoint, which.reference):
        return None
    return seen
