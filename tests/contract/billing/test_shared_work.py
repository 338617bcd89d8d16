"""What arrives together may be committed together: everybody is answered as if he had been alone."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import pytest

from billing.domain.errors import DuplicateAttemptError, TransactionNotFoundError
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork
from shared_kernel.tenant import TenantId
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import BIRTH, a_transaction, an_attempt, pending


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Work that cancels a payment."""

    transaction_id: UUID

    async def __call__(self, unit: BillingUnitOfWork) -> Transaction:
        canceled = (await unit.transactions.lock(self.transaction_id)).cancel(at=BIRTH)
        await unit.transactions.save(canceled)
        await unit.outbox.add(canceled.events)
        return canceled


@dataclass(frozen=True, slots=True, kw_only=True)
class TryToPay:
    """Work that adds a try of this name."""

    transaction: Transaction
    external_id: str

    async def __call__(self, unit: BillingUnitOfWork) -> int:
        return (await unit.attempts.add(an_attempt(self.transaction, external_id=self.external_id))).number


async def orders(store: BillingStore, count: int, *, tenant_id: TenantId | None = None) -> list[Transaction]:
    tenant_id = tenant_id or store.tenant
    made = [pending(a_transaction(number, tenant_id=tenant_id)) for number in range(1, count + 1)]
    async with store.units_of_work(tenant_id=tenant_id) as unit:
        for one in made:
            await unit.transactions.add(one)
    return made


async def statuses(store: BillingStore, found: list[Transaction]) -> list[Status]:
    async with store.units_of_work(tenant_id=found[0].tenant_id) as unit:
        return [(await unit.transactions.get(one.id)).status for one in found]


async def test_twenty_that_arrive_together_are_each_answered_for_themselves(billing_store: BillingStore) -> None:
    made = await orders(billing_store, 20)
    units = billing_store.units_of_work

    done = await asyncio.gather(
        *(units.shared(tenant_id=billing_store.tenant, work=Cancel(transaction_id=one.id)) for one in made)
    )

    assert [one.id for one in made] == [one.id for one in done]
    assert [Status.CANCELED] * 20 == await statuses(billing_store, made)
    assert 20 == (await billing_store.event_types(billing_store.tenant)).count("billing.transaction.canceled.v1")


async def test_a_refusal_concerns_only_who_is_refused(billing_store: BillingStore) -> None:
    made = await orders(billing_store, 3)
    units = billing_store.units_of_work

    async def write_and_refuse(unit: BillingUnitOfWork) -> None:
        await Cancel(transaction_id=made[2].id)(unit)
        # Asking anything sends what was written so far.
        await unit.transactions.get(made[1].id)
        raise TransactionNotFoundError

    done, refused, other = await asyncio.gather(
        units.shared(tenant_id=billing_store.tenant, work=Cancel(transaction_id=made[0].id)),
        units.shared(tenant_id=billing_store.tenant, work=write_and_refuse),
        units.shared(tenant_id=billing_store.tenant, work=Cancel(transaction_id=made[1].id)),
        return_exceptions=True,
    )

    assert isinstance(refused, TransactionNotFoundError)
    assert isinstance(done, Transaction)
    assert isinstance(other, Transaction)
    assert [Status.CANCELED, Status.CANCELED, Status.PENDING] == await statuses(billing_store, made)
    assert 2 == (await billing_store.event_types(billing_store.tenant)).count("billing.transaction.canceled.v1")


async def test_what_the_storage_refuses_fails_alone(billing_store: BillingStore) -> None:
    [order] = await orders(billing_store, 1)
    names = ["1", "2", "2", "3"]

    done = await asyncio.gather(
        *(
            billing_store.units_of_work.shared(
                tenant_id=billing_store.tenant, work=TryToPay(transaction=order, external_id=name)
            )
            for name in names
        ),
        return_exceptions=True,
    )

    assert 1 == sum(isinstance(one, DuplicateAttemptError) for one in done)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        kept = await unit.attempts.of_transaction(order.id)
    assert ["1", "2", "3"] == sorted(one.external_id for one in kept)
    assert {one.number for one in kept} == {one for one in done if isinstance(one, int)}


async def test_twenty_that_lock_the_same_payment_go_one_after_another(billing_store: BillingStore) -> None:
    [order] = await orders(billing_store, 1)

    async def add_if_nobody_tries(unit: BillingUnitOfWork) -> bool:
        await unit.transactions.lock(order.id)
        known = await unit.attempts.of_transaction(order.id)
        if not known:
            await unit.attempts.add(an_attempt(order, external_id="1"))
        return not known

    added = await asyncio.gather(
        *(
            billing_store.units_of_work.shared(tenant_id=billing_store.tenant, work=add_if_nobody_tries)
            for _ in range(20)
        )
    )

    assert 1 == added.count(True)


async def test_the_second_sees_what_the_first_has_changed(billing_store: BillingStore) -> None:
    """On connections of their own the second would wait for the lock, too."""
    [order] = await orders(billing_store, 1)
    units = billing_store.units_of_work

    first, second = await asyncio.gather(
        units.shared(tenant_id=billing_store.tenant, work=Cancel(transaction_id=order.id)),
        units.shared(tenant_id=billing_store.tenant, work=lambda unit: unit.transactions.lock(order.id)),
    )

    assert (Status.CANCELED, Status.CANCELED) == (first.status, second.status)


async def test_nobody_sees_another_tenants_payments(billing_store: BillingStore) -> None:
    [mine] = await orders(billing_store, 1)
    _, theirs = await orders(billing_store, 2, tenant_id=billing_store.other_tenant)
    units = billing_store.units_of_work

    done, refused, other = await asyncio.gather(
        units.shared(tenant_id=billing_store.tenant, work=Cancel(transaction_id=mine.id)),
        units.shared(tenant_id=billing_store.tenant, work=Cancel(transaction_id=theirs.id)),
        units.shared(tenant_id=billing_store.other_tenant, work=lambda unit: unit.transactions.lock(theirs.id)),
        return_exceptions=True,
    )

    assert isinstance(done, Transaction)
    assert isinstance(refused, TransactionNotFoundError)
    assert isinstance(other, Transaction)
    assert [Status.PENDING] == await statuses(billing_store, [theirs])


async def test_whoever_is_given_up_halfway_keeps_nothing_and_holds_up_nobody(billing_store: BillingStore) -> None:
    made = await orders(billing_store, 2)
    units = billing_store.units_of_work
    halfway = asyncio.Event()

    async def never_end(unit: BillingUnitOfWork) -> None:
        await Cancel(transaction_id=made[0].id)(unit)
        await unit.transactions.get(made[0].id)
        halfway.set()
        await asyncio.Event().wait()

    lost = asyncio.create_task(units.shared(tenant_id=billing_store.tenant, work=never_end))
    other = asyncio.create_task(units.shared(tenant_id=billing_store.tenant, work=Cancel(transaction_id=made[1].id)))
    await halfway.wait()
    lost.cancel()
    done = await other

    with pytest.raises(asyncio.CancelledError):
        await lost
    assert Status.CANCELED is done.status
    assert [Status.PENDING, Status.CANCELED] == await statuses(billing_store, made)
