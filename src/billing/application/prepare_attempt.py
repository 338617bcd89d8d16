"""A provider asks whether a payer may pay: the order, or a top-up of an account."""

from dataclasses import dataclass
from uuid import UUID

from billing.domain.attempt import Attempt, AttemptDraft
from billing.domain.details.update import DetailsUpdate
from billing.domain.errors import AmountMismatchError, UnknownReferenceError
from billing.domain.top_up_limits import TopUpLimits
from billing.domain.transaction import Transaction
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announcement:
    tenant_id: TenantId
    gateway: str
    endpoint: str
    external_id: str
    reference: str
    amount: Money
    details: DetailsUpdate


class PrepareAttempt:
    """Prepares a payer's attempt (Click protocol, SHOP API: Prepare).

    - A reference is an order of this gateway or else, where the endpoint takes top-ups, an account number.
    - An order may be attempted again and again while it is payable; each top-up is a deposit of its own.
    - The amount is exact: the order's, or within the limits of a top-up.
    - The same external id again is the same attempt.
    - When this returns the attempt is committed: the provider may complete it a moment later, on another machine.
    """

    def __init__(self, *, units_of_work: BillingUnitOfWorks, top_ups: TopUps, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._top_ups = top_ups
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        endpoint: str,
        external_id: str,
        reference: str,
        amount: Money,
        details: DetailsUpdate,
        top_up_limits: TopUpLimits | None,
    ) -> Attempt:
        """Prepare the attempt; `top_up_limits` None: the endpoint takes no top-ups.

        Raises (in the protocol's order of checks):
            UnknownReferenceError: nothing can be paid under this reference.
            AlreadyPaidError: the order, or this attempt, is paid.
            AttemptCanceledError: the order is over, or this attempt was canceled.
            AmountMismatchError: not the order's amount, or outside the limits of a top-up.
        """
        announced = _Announcement(
            tenant_id=tenant_id,
            gateway=gateway,
            endpoint=endpoint,
            external_id=external_id,
            reference=reference,
            amount=amount,
            details=details,
        )
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            transaction = await _find(unit, announced)
            if transaction is not None:
                return await self._prepare(unit, transaction, announced)
        deposit_id = await self._open_top_up(announced, top_up_limits)
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            return await self._prepare(unit, await unit.transactions.lock(deposit_id), announced)

    async def _prepare(self, unit: BillingUnitOfWork, transaction: Transaction, announced: _Announcement) -> Attempt:
        # Asked under the transaction's lock: of deliveries that arrive together the later see the first one's attempt.
        known = await _known(unit, announced)
        if known is not None:
            if known.reference != announced.reference:
                raise UnknownReferenceError
            known.require_prepared()
        transaction.require_payable()
        if announced.amount != transaction.amount:
            raise AmountMismatchError
        if known is not None:
            return known
        return await self._add(unit, transaction, announced)

    async def _add(self, unit: BillingUnitOfWork, transaction: Transaction, announced: _Announcement) -> Attempt:
        at = self._clock.now()
        draft = AttemptDraft(
            tenant_id=announced.tenant_id,
            gateway=announced.gateway,
            endpoint=announced.endpoint,
            external_id=announced.external_id,
            reference=announced.reference,
            transaction_id=transaction.id,
            amount=announced.amount,
            created_at=at,
        )
        attempt = await unit.attempts.add(draft)
        told = transaction.change_details(at=at, details=announced.details(transaction.details, attempt.number))
        if told.events:
            await unit.transactions.save(told)
            await unit.outbox.add(told.events)
        return attempt

    async def _open_top_up(self, announced: _Announcement, limits: TopUpLimits | None) -> UUID:
        """The transaction of a deposit that is only now begun; it answers to no order, so only this attempt pays it."""
        if limits is None:
            raise UnknownReferenceError
        if not limits.allow(announced.amount):
            accepted = await self._top_ups.accepts(
                tenant_id=announced.tenant_id, number=announced.reference, currency=announced.amount.currency
            )
            raise AmountMismatchError if accepted else UnknownReferenceError
        deposit_id = await self._top_ups.open(
            tenant_id=announced.tenant_id,
            number=announced.reference,
            amount=announced.amount,
            gateway=announced.gateway,
            # The provider's own id of the attempt: a crash after this call is healed by the provider asking again.
            key=f"{announced.gateway}:{announced.endpoint}:{announced.external_id}",
        )
        if deposit_id is None:
            raise UnknownReferenceError
        return deposit_id


async def _find(unit: BillingUnitOfWork, announced: _Announcement) -> Transaction | None:
    known = await _known(unit, announced)
    if known is not None:
        return await unit.transactions.lock(known.transaction_id)
    return await unit.transactions.find_payable(gateway=announced.gateway, reference=announced.reference)


async def _known(unit: BillingUnitOfWork, announced: _Announcement) -> Attempt | None:
    return await unit.attempts.by_external_id(
        gateway=announced.gateway, endpoint=announced.endpoint, external_id=announced.external_id
    )
