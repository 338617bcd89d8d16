"""What makes requests count once, in whatever store."""

import asyncio
from uuid import UUID

import pytest

from shared_kernel.idempotency import RequestIdReusedError, request_key
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import numbered_id

KEY = request_key(request_id="r1", operation="CreateTransaction", content=("1000",))
OTHER_CONTENT = request_key(request_id="r1", operation="CreateTransaction", content=("2000",))


async def claim(store: BillingStore, resource_id: UUID) -> UUID | None:
    async with store.units_of_work(tenant_id=store.tenant) as unit:
        return await unit.request_ids.claim(key=KEY, resource_id=resource_id)


async def test_of_requests_claimed_at_once_the_first_one_names_the_thing(billing_store: BillingStore) -> None:
    ids = [numbered_id(number) for number in range(1, 6)]

    answers = await asyncio.gather(*(claim(billing_store, one) for one in ids))

    winner = ids[answers.index(None)]
    assert [None if one == winner else winner for one in ids] == answers


async def test_a_request_id_with_other_content_is_refused(billing_store: BillingStore) -> None:
    await claim(billing_store, numbered_id(1))

    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        with pytest.raises(RequestIdReusedError):
            await unit.request_ids.claim(key=OTHER_CONTENT, resource_id=numbered_id(2))
    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        assert None is await unit.request_ids.claim(key=OTHER_CONTENT, resource_id=numbered_id(2))


async def test_a_claim_that_was_rolled_back_was_never_made(billing_store: BillingStore) -> None:
    async def claim_and_fail() -> None:
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            await unit.request_ids.claim(key=KEY, resource_id=numbered_id(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await claim_and_fail()

    assert None is await claim(billing_store, numbered_id(2))
