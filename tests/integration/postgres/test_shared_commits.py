"""Units of work that share a commit, on a real PostgreSQL."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from adapters.postgres.billing_unit_of_work import PostgresBillingUnitOfWork, PostgresBillingUnitOfWorks
from adapters.postgres.database import Database
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import Tenant
from tests.fakes.billing.builders import BIRTH, a_transaction, pending


class Canceling:
    """Work that cancels payments, one after the other."""

    def __init__(self, *payments: Transaction) -> None:
        self._payments = payments
        self.runs = 0

    async def __call__(self, unit: PostgresBillingUnitOfWork) -> Sequence[UUID]:
        self.runs += 1
        for payment in self._payments:
            canceled = (await unit.transactions.lock(payment.id)).cancel(at=BIRTH)
            await unit.transactions.save(canceled)
        return [payment.id for payment in self._payments]


async def payments(units: PostgresBillingUnitOfWorks, tenant: Tenant, count: int) -> list[Transaction]:
    made = [pending(a_transaction(number, tenant_id=tenant.id)) for number in range(1, count + 1)]
    async with units(tenant_id=tenant.id) as unit:
        for one in made:
            await unit.transactions.add(one)
    return made


async def test_a_hundred_that_arrive_together_take_a_handful_of_commits(database: Database, tenant: Tenant) -> None:
    commits: list[None] = []
    units = PostgresBillingUnitOfWorks(
        pool=database.billing_pool, identifiers=SystemIdentifiers(), committed=lambda: commits.append(None)
    )
    made = await payments(units, tenant, 100)
    commits.clear()

    await asyncio.gather(*(units.shared(tenant_id=tenant.id, work=Canceling(one)) for one in made))

    assert 1 <= len(commits) <= 3


async def test_whoever_waits_for_a_lock_keeps_nobody_else_waiting(
    billing: PostgresBillingUnitOfWorks, tenant: Tenant
) -> None:
    held, free = await payments(billing, tenant, 2)
    stuck = Canceling(held)

    async with billing(tenant_id=tenant.id) as other:
        await other.transactions.lock(held.id)
        waiting = asyncio.create_task(billing.shared(tenant_id=tenant.id, work=stuck))
        assert [free.id] == await billing.shared(tenant_id=tenant.id, work=Canceling(free))
        assert not waiting.done()

    assert [held.id] == await waiting
    assert 2 == stuck.runs


async def test_one_who_arrives_alone_waits_for_a_lock_as_long_as_it_takes(
    billing: PostgresBillingUnitOfWorks, tenant: Tenant
) -> None:
    [held] = await payments(billing, tenant, 1)
    alone = Canceling(held)

    async with billing(tenant_id=tenant.id) as other:
        await other.transactions.lock(held.id)
        waiting = asyncio.create_task(billing.shared(tenant_id=tenant.id, work=alone))
        async with billing.looking(tenant_id=tenant.id) as unit:
            assert Status.PENDING is (await unit.transactions.get(held.id)).status
        assert not waiting.done()

    assert [held.id] == await waiting
    assert 1 == alone.runs


async def test_two_that_want_each_others_locks_do_not_wait_forever(
    billing: PostgresBillingUnitOfWorks, tenant: Tenant
) -> None:
    """In a commit of their own PostgreSQL would notice; here both hold all their locks in one."""
    first, second = await payments(billing, tenant, 2)

    async with asyncio.timeout(20):
        done = await asyncio.gather(
            billing.shared(tenant_id=tenant.id, work=Canceling(first, second)),
            billing.shared(tenant_id=tenant.id, work=Canceling(second, first)),
            return_exceptions=True,
        )

    assert any(isinstance(one, list) for one in done)
    async with billing.looking(tenant_id=tenant.id) as unit:
        assert [Status.CANCELED, Status.CANCELED] == [
            (await unit.transactions.get(one.id)).status for one in (first, second)
        ]
