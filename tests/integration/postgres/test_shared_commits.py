"""Units of work that share a commit, on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.billing_unit_of_work import PostgresBillingUnitOfWork, PostgresBillingUnitOfWorks
from adapters.postgres.database import Database
from adapters.postgres.failures import DatabaseUnavailableError
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


class Lending:
    """The pool, and what happens in the moment in which a connection is handed over."""

    def __init__(
        self, pool: AsyncConnectionPool[AsyncConnection[Any]], *, lent: Callable[[AsyncConnection[Any]], object]
    ) -> None:
        self._pool = pool
        self._lent = lent

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        async with self._pool.connection() as connection:
            self._lent(connection)
            yield connection


async def payments(units: PostgresBillingUnitOfWorks, tenant: Tenant, count: int) -> list[Transaction]:
    made = [pending(a_transaction(number, tenant_id=tenant.id)) for number in range(1, count + 1)]
    async with units(tenant_id=tenant.id) as unit:
        for one in made:
            await unit.transactions.add(one)
    return made


async def statuses(units: PostgresBillingUnitOfWorks, found: Sequence[Transaction]) -> list[Status]:
    async with units.looking(tenant_id=found[0].tenant_id) as unit:
        return [(await unit.transactions.get(one.id)).status for one in found]


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


async def test_one_who_arrives_alone_and_waits_for_a_lock_keeps_nobody_waiting_who_comes_after_him(
    billing: PostgresBillingUnitOfWorks, tenant: Tenant
) -> None:
    held, free = await payments(billing, tenant, 2)
    has_begun = asyncio.Event()
    stuck = Canceling(held)

    async def begin(unit: PostgresBillingUnitOfWork) -> Sequence[UUID]:
        has_begun.set()
        return await stuck(unit)

    async with billing(tenant_id=tenant.id) as other:
        await other.transactions.lock(held.id)
        waiting = asyncio.create_task(billing.shared(tenant_id=tenant.id, work=begin))
        await has_begun.wait()
        async with asyncio.timeout(20):
            assert [free.id] == await billing.shared(tenant_id=tenant.id, work=Canceling(free))
        assert not waiting.done()

    assert [held.id] == await waiting


async def test_whoever_is_given_up_in_the_moment_the_commit_begins_holds_up_nobody(
    database: Database, billing: PostgresBillingUnitOfWorks, tenant: Tenant
) -> None:
    """His task learns it only afterwards."""
    mine, lost = await payments(billing, tenant, 2)
    pool = Lending(database.billing_pool, lent=lambda _: impatient.cancel())
    units = PostgresBillingUnitOfWorks(pool=pool, identifiers=SystemIdentifiers())
    patient = asyncio.create_task(units.shared(tenant_id=tenant.id, work=Canceling(mine)))
    impatient = asyncio.create_task(units.shared(tenant_id=tenant.id, work=Canceling(lost)))

    async with asyncio.timeout(20):
        done = await asyncio.gather(patient, impatient, return_exceptions=True)

    assert [mine.id] == done[0]
    assert isinstance(done[1], asyncio.CancelledError)
    assert [Status.CANCELED, Status.PENDING] == await statuses(billing, [mine, lost])


async def test_nobody_tries_again_after_a_commit_whose_connection_was_lost(
    database: Database, billing: PostgresBillingUnitOfWorks, tenant: Tenant
) -> None:
    """It may have been committed: the provider repeats itself, and finds what is."""
    made = await payments(billing, tenant, 2)
    works = [Canceling(one) for one in made]
    lent: list[AsyncConnection[Any]] = []
    units = PostgresBillingUnitOfWorks(
        pool=Lending(database.billing_pool, lent=lent.append), identifiers=SystemIdentifiers()
    )

    async def lose(unit: PostgresBillingUnitOfWork) -> Sequence[UUID]:
        done = await works[1](unit)
        await lent[0].close()
        return done

    done = await asyncio.gather(
        units.shared(tenant_id=tenant.id, work=works[0]),
        units.shared(tenant_id=tenant.id, work=lose),
        return_exceptions=True,
    )

    assert [DatabaseUnavailableError, DatabaseUnavailableError] == [type(one) for one in done]
    assert [1, 1] == [work.runs for work in works]
    assert [Status.PENDING, Status.PENDING] == await statuses(billing, made)


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
    assert [Status.CANCELED, Status.CANCELED] == await statuses(billing, [first, second])
