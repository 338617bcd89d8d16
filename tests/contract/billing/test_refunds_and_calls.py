"""What every store of refunds and of calls to providers keeps."""

import asyncio
from datetime import timedelta

import pytest

from billing.domain.errors import RefundNotFoundError
from billing.domain.failure import Failure
from billing.domain.provider_call import CallStatus, Operation, ProviderCall, due_call
from billing.domain.refund import RefundStatus
from billing.domain.transaction import Transaction
from shared_kernel.pagination import PageRequest
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import BIRTH, a_refund, a_transaction, numbered_id, pending
from tests.fakes.billing.world import uzs


@pytest.fixture
async def payment(billing_store: BillingStore) -> Transaction:
    made = pending(a_transaction(tenant_id=billing_store.tenant)).complete(at=BIRTH)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.transactions.add(made)
    return made


def a_call(payment: Transaction, number: int = 1, *, operation: Operation = Operation.CREATE) -> ProviderCall:
    return due_call(
        call_id=numbered_id(2000 + number),
        transaction=payment,
        operation=operation,
        subject_id=payment.id,
        amount=uzs(100_000),
        at=BIRTH + timedelta(seconds=number),
    )


async def test_a_refund_is_kept_with_its_end(billing_store: BillingStore, payment: Transaction) -> None:
    refund = a_refund(payment)
    failed = refund.named("re_1").become(
        RefundStatus.FAILED, at=BIRTH, failure=Failure(reason="GATEWAY_REFUSED", message="no funds")
    )

    for state in (refund, failed):
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            await unit.refunds.keep(state)
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            assert state == await unit.refunds.get(refund.id)
            assert (state,) == await unit.refunds.of_transaction(payment.id)


async def test_refunds_are_read_page_by_page_the_newest_first(
    billing_store: BillingStore, payment: Transaction
) -> None:
    refunds = [a_refund(payment, number, amount=uzs(number)) for number in (1, 2, 3)]
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        for refund in refunds:
            await unit.refunds.keep(refund)

    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        first = await unit.refunds.list(transaction_id=None, page=PageRequest(size=2))
        second = await unit.refunds.list(transaction_id=payment.id, page=PageRequest(size=2, after=first.next))
        of_another = await unit.refunds.list(transaction_id=numbered_id(404), page=PageRequest())

    assert [[3, 2], [1]] == [[one.amount.minor_units for one in page.items] for page in (first, second)]
    assert (None, ()) == (second.next, of_another.items)


async def test_another_tenant_sees_neither_refunds_nor_calls(billing_store: BillingStore, payment: Transaction) -> None:
    refund, call = a_refund(payment), a_call(payment)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.refunds.keep(refund)
        await unit.calls.add(call)

    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        with pytest.raises(RefundNotFoundError):
            await unit.refunds.get(refund.id)
        assert () == await unit.refunds.of_transaction(payment.id)
        assert () == await unit.calls.of_transaction(payment.id)
        assert None is await unit.calls.find(operation=call.operation, subject_id=call.subject_id)


async def test_a_call_is_kept_with_everything_that_became_of_it(
    billing_store: BillingStore, payment: Transaction
) -> None:
    call = a_call(payment)
    begun = call.begin(at=BIRTH)
    lost = begun.lost(at=BIRTH + timedelta(milliseconds=1234), message="cut", again_at=BIRTH + timedelta(hours=1))
    done = lost.begin(at=BIRTH).refused(at=BIRTH + timedelta(seconds=2), code="51", message="no funds")
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert await unit.calls.add(call)

    for state in (begun, lost, done):
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            await unit.calls.save(state)
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            assert state == await unit.calls.get(call.id)
            assert state == await unit.calls.find(operation=Operation.CREATE, subject_id=payment.id)
    assert (1234, True, 2, CallStatus.REFUSED) == (lost.duration_ms, done.doubtful, done.tries, done.status)


@pytest.mark.parametrize("operation", Operation)
async def test_whatever_is_asked_of_a_provider_is_kept(
    operation: Operation, billing_store: BillingStore, payment: Transaction
) -> None:
    call = a_call(payment, operation=operation)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.calls.add(call)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert call == await unit.calls.get(call.id)


async def test_a_thing_is_asked_of_a_provider_once(billing_store: BillingStore, payment: Transaction) -> None:
    """However many record the call at the same moment."""

    async def record(number: int) -> bool:
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            return await unit.calls.add(a_call(payment, number))

    outcomes = await asyncio.gather(*(record(number) for number in range(1, 6)))

    assert 1 == sum(outcomes)


async def test_the_calls_of_a_payment_are_told_in_the_order_in_which_they_were_recorded(
    billing_store: BillingStore, payment: Transaction
) -> None:
    later, earlier = a_call(payment, 2, operation=Operation.CANCEL), a_call(payment, 1)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.calls.add(later)
        await unit.calls.add(earlier)

    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert (earlier, later) == await unit.calls.of_transaction(payment.id)


async def test_the_worker_finds_what_is_open_and_due_whoevers_it_is(
    billing_store: BillingStore, payment: Transaction
) -> None:
    due, waiting, over = (
        a_call(payment, 1),
        a_call(payment, 2, operation=Operation.LOOK_UP),
        a_call(payment, 3, operation=Operation.CANCEL),
    )
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        for call in (due, waiting, over):
            await unit.calls.add(call)
        await unit.calls.save(over.begin(at=BIRTH).done(at=BIRTH))

    assert (due,) == await billing_store.due_calls.due(at=BIRTH + timedelta(seconds=1), limit=10)
    assert (due, waiting) == await billing_store.due_calls.due(at=BIRTH + timedelta(hours=1), limit=10)
    assert (due,) == await billing_store.due_calls.due(at=BIRTH + timedelta(hours=1), limit=1)
