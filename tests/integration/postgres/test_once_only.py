"""What must happen once happens once, however many try at the same moment."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
import pytest

from adapters.postgres.billing_unit_of_work import PostgresBillingUnitOfWorks as UnitsOfWork
from shared_kernel.idempotency import RequestIdReusedError, request_key
from shared_kernel.tenant import Tenant, TenantId
from tests.integration.postgres.conftest import NOON, new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingHappened:
    tenant_id: TenantId
    subject: UUID
    number: int
    type: str = "test.something.happened.v1"
    occurred_at: datetime = NOON

    def data(self) -> Mapping[str, object]:
        return {"number": self.number, "name": "Ойша"}


async def test_twenty_claims_of_a_request_id_name_one_resource(billing: UnitsOfWork, tenant: Tenant) -> None:
    key = request_key(request_id="r-1", operation="Deposit", content=(1,))

    async def claim() -> UUID:
        resource_id = new_id()
        async with billing(tenant_id=tenant.id) as work:
            return await work.request_ids.claim(key=key, resource_id=resource_id) or resource_id

    assert 1 == len(set(await asyncio.gather(*(claim() for _ in range(20)))))


async def test_a_request_id_with_other_content_is_refused(billing: UnitsOfWork, tenant: Tenant) -> None:
    async with billing(tenant_id=tenant.id) as work:
        await work.request_ids.claim(key=request_key(request_id="r", operation="A", content=()), resource_id=new_id())
    other = request_key(request_id="r", operation="B", content=())
    async with billing(tenant_id=tenant.id) as work:
        with pytest.raises(RequestIdReusedError):
            await work.request_ids.claim(key=other, resource_id=new_id())


async def test_a_claim_that_was_rolled_back_never_was(billing: UnitsOfWork, tenant: Tenant) -> None:
    key = request_key(request_id="r", operation="A", content=())

    async def claim_and_fail() -> None:
        async with billing(tenant_id=tenant.id) as work:
            await work.request_ids.claim(key=key, resource_id=new_id())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await claim_and_fail()
    async with billing(tenant_id=tenant.id) as work:
        assert None is await work.request_ids.claim(key=key, resource_id=new_id())


async def test_tenants_may_use_the_same_request_id(billing: UnitsOfWork, tenant: Tenant, other_tenant: Tenant) -> None:
    key = request_key(request_id="r", operation="A", content=())
    for each in (tenant, other_tenant):
        async with billing(tenant_id=each.id) as work:
            assert None is await work.request_ids.claim(key=key, resource_id=new_id())


async def test_events_are_stored_in_order_with_the_commit(
    billing: UnitsOfWork, tenant: Tenant, owner: psycopg.AsyncConnection
) -> None:
    subject = new_id()

    async def happen(numbers: range) -> None:
        async with billing(tenant_id=tenant.id) as work:
            await work.outbox.add(
                SomethingHappened(tenant_id=tenant.id, subject=subject, number=number) for number in numbers
            )

    async def happen_in_vain() -> None:
        async with billing(tenant_id=tenant.id) as work:
            await work.outbox.add([SomethingHappened(tenant_id=tenant.id, subject=subject, number=99)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await happen_in_vain()
    await happen(range(30))
    await happen(range(0))

    rows = await owner.execute(
        "SELECT type, subject, occurred_at, data FROM platform.outbox WHERE tenant_id = %s"
        " ORDER BY transaction, position",
        [tenant.id],
    )
    expected = [
        ("test.something.happened.v1", subject, NOON, {"number": number, "name": "Ойша"}) for number in range(30)
    ]
    assert expected == await rows.fetchall()
