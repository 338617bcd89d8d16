"""What an operator may do by hand."""

import asyncio

import pytest

from billing.domain.details.cash import CashDetails
from billing.domain.errors import IllegalStatusError, NotLocallySettledError, TransactionNotFoundError
from billing.domain.status import Status
from shared_kernel.idempotency import request_key
from tests.fakes.billing.builders import numbered_id
from tests.fakes.billing.world import OTHER_TENANT, TENANT, BillingWorld, uzs


@pytest.fixture
async def world() -> BillingWorld:
    made = BillingWorld()
    await made.configure_click()
    return made


async def test_an_operator_completes_cash_and_notes_the_receipt(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000))
    receipt = CashDetails(data={"receipt": "42"})

    done = await world.complete(tenant_id=TENANT, transaction_id=payment.id, details=receipt)

    assert (Status.COMPLETED, uzs(1000), receipt) == (done.status, done.captured_amount, done.details)
    assert "billing.transaction.completed.v1" == (await world.event_types())[-1]


async def test_nobody_completes_by_hand_what_a_provider_reports(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000))

    with pytest.raises(NotLocallySettledError):
        await world.complete(tenant_id=TENANT, transaction_id=payment.id)
    assert payment == await world.transaction(payment.id)


async def test_twenty_operators_at_once_complete_it_once(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000))
    calls = [world.complete(tenant_id=TENANT, transaction_id=payment.id) for _ in range(20)]

    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert 19 == sum(isinstance(outcome, IllegalStatusError) for outcome in outcomes)
    assert 1 == (await world.event_types()).count("billing.transaction.completed.v1")


async def test_complete_against_cancel_has_one_winner(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000))

    outcomes = await asyncio.gather(
        world.complete(tenant_id=TENANT, transaction_id=payment.id),
        world.cancel(tenant_id=TENANT, transaction_id=payment.id),
        return_exceptions=True,
    )

    assert 1 == sum(isinstance(outcome, IllegalStatusError) for outcome in outcomes)
    assert 3 == (await world.transaction(payment.id)).version


async def test_a_repeated_request_answers_the_first_outcome(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000))
    key = request_key(request_id="r2", operation="CancelTransaction", content=(payment.id,))

    first = await world.cancel(tenant_id=TENANT, transaction_id=payment.id, key=key)
    again = await world.cancel(tenant_id=TENANT, transaction_id=payment.id, key=key)

    assert (Status.CANCELED, first) == (first.status, again)


async def test_what_is_paid_cannot_be_canceled(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000))
    done = await world.complete(tenant_id=TENANT, transaction_id=payment.id)

    with pytest.raises(IllegalStatusError):
        await world.cancel(tenant_id=TENANT, transaction_id=payment.id)
    assert done == await world.transaction(payment.id)


async def test_the_payment_of_another_tenant_does_not_exist(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000))

    for tenant_id, transaction_id in [(OTHER_TENANT, payment.id), (TENANT, numbered_id(99))]:
        with pytest.raises(TransactionNotFoundError):
            await world.cancel(tenant_id=tenant_id, transaction_id=transaction_id)
        with pytest.raises(TransactionNotFoundError):
            await world.complete(tenant_id=tenant_id, transaction_id=transaction_id)
