"""What every store of transactions keeps."""

import asyncio

import pytest

from billing.domain.details.click import ClickDetails
from billing.domain.direction import Direction
from billing.domain.errors import StaleTransactionError, TransactionNotFoundError
from billing.domain.failure import Failure
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import BIRTH, a_transaction, numbered_id, pending


async def keep(store: BillingStore, *transactions: Transaction) -> None:
    async with store.units_of_work(tenant_id=store.tenant) as unit:
        for transaction in transactions:
            await unit.transactions.add(transaction)
            await unit.outbox.add(transaction.events)


async def change(store: BillingStore, changed: Transaction) -> None:
    async with store.units_of_work(tenant_id=store.tenant) as unit:
        await unit.transactions.save(changed)
        await unit.outbox.add(changed.events)


async def stored(store: BillingStore, transaction: Transaction) -> Transaction:
    async with store.units_of_work(tenant_id=store.tenant) as unit:
        return await unit.transactions.get(transaction.id)


async def test_a_transaction_comes_back_with_everything_it_is(billing_store: BillingStore) -> None:
    details = ClickDetails(pay_doc_id=2**63 - 1, error_note="Недостаточно средств", params={"card_type": "humo"})
    made = a_transaction(tenant_id=billing_store.tenant, metadata={"cart": "7"})
    made = made.await_payer(at=BIRTH, payment_url="https://pay.example/1", details=details)
    await keep(billing_store, made)

    assert made == await stored(billing_store, made)
    assert () == (await stored(billing_store, made)).events


async def test_changes_come_back_as_well(billing_store: BillingStore) -> None:
    made = pending(a_transaction(tenant_id=billing_store.tenant))
    failing = a_transaction(2, tenant_id=billing_store.tenant, gateway="cash", direction=Direction.PAYOUT)
    await keep(billing_store, made, failing)
    loaded = await stored(billing_store, made)
    refunded = loaded.expire(at=BIRTH).complete(at=BIRTH).refund(at=BIRTH, amount=loaded.amount)
    failed = (await stored(billing_store, failing)).fail(at=BIRTH, failure=Failure(reason="X", message="why"))

    await change(billing_store, refunded)
    await change(billing_store, failed)

    assert [refunded, failed] == [await stored(billing_store, made), await stored(billing_store, failing)]


async def test_events_leave_with_their_commit_or_not_at_all(billing_store: BillingStore) -> None:
    async def add_and_fail() -> None:
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            lost = a_transaction(2, tenant_id=billing_store.tenant)
            await unit.transactions.add(lost)
            await unit.outbox.add(lost.events)
            raise ZeroDivisionError

    await keep(billing_store, pending(a_transaction(tenant_id=billing_store.tenant)))

    with pytest.raises(ZeroDivisionError):
        await add_and_fail()

    kept = await billing_store.event_types(billing_store.tenant)
    assert ["billing.transaction.created.v1", "billing.transaction.pending.v1"] == kept
    with pytest.raises(TransactionNotFoundError):
        await stored(billing_store, a_transaction(2))


async def test_a_stale_change_is_refused(billing_store: BillingStore) -> None:
    made = pending(a_transaction(tenant_id=billing_store.tenant))
    await keep(billing_store, made)
    first, second = await stored(billing_store, made), await stored(billing_store, made)
    await change(billing_store, first.complete(at=BIRTH))

    with pytest.raises(StaleTransactionError):
        await change(billing_store, second.cancel(at=BIRTH))
    assert Status.COMPLETED == (await stored(billing_store, made)).status


async def test_an_order_is_locked_with_all_that_may_take_its_money(billing_store: BillingStore) -> None:
    """Whoever settles one of them sees the others; what is over, and what is no payment of this order, is left out."""
    tenant = billing_store.tenant
    first, second, over, payout, stranger = (
        pending(a_transaction(1, tenant_id=tenant, order_reference="order-7")),
        pending(a_transaction(2, tenant_id=tenant, order_reference="order-7", gateway="cash")),
        pending(a_transaction(3, tenant_id=tenant, order_reference="order-7")).cancel(at=BIRTH),
        pending(a_transaction(4, tenant_id=tenant, order_reference="order-7", direction=Direction.PAYOUT)),
        pending(a_transaction(5, tenant_id=tenant, order_reference="order-8")),
    )
    await keep(billing_store, first, second, over, payout, stranger)

    async with billing_store.units_of_work(tenant_id=tenant) as unit:
        asked = await unit.transactions.lock_with_order(second.id)
        of_order = await unit.transactions.lock_order(reference="order-7", direction=Direction.PAYMENT)
        asked_over = await unit.transactions.lock_with_order(over.id)

    assert [second.id, first.id] == [one.id for one in asked]
    assert [first.id, second.id] == [one.id for one in of_order]
    assert [over.id, first.id, second.id] == [one.id for one in asked_over]


async def test_two_that_settle_payments_of_one_order_at_once_see_one_another(billing_store: BillingStore) -> None:
    rivals = [pending(a_transaction(n, tenant_id=billing_store.tenant, order_reference="order-7")) for n in (1, 2)]
    await keep(billing_store, *rivals)

    async def settle(rival: Transaction) -> bool:
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            this, *others = await unit.transactions.lock_with_order(rival.id)
            if any(other.status is Status.COMPLETED for other in others):
                return False
            await unit.transactions.save(this.complete(at=BIRTH))
            return True

    assert [False, True] == sorted(await asyncio.gather(*map(settle, rivals)))


async def test_another_tenant_sees_and_locks_nothing(billing_store: BillingStore) -> None:
    mine = pending(a_transaction(tenant_id=billing_store.tenant, order_reference="order-7"))
    await keep(billing_store, mine)

    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        assert None is await unit.transactions.find_payable(gateway="click", reference="order-7")
        with pytest.raises(TransactionNotFoundError):
            await unit.transactions.get(mine.id)
        with pytest.raises(TransactionNotFoundError):
            await unit.transactions.lock(mine.id)
    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        theirs = a_transaction(9, tenant_id=billing_store.other_tenant, order_reference="order-7")
        await unit.transactions.add(theirs)
        assert theirs == await unit.transactions.find_payable(gateway="click", reference="order-7")


async def test_the_payable_of_an_order_is_the_live_one_or_else_the_newest(billing_store: BillingStore) -> None:
    """Never a payout, never another gateway's."""

    def of_order(number: int, gateway: str = "click", direction: Direction = Direction.PAYMENT) -> Transaction:
        return a_transaction(
            number, tenant_id=billing_store.tenant, gateway=gateway, direction=direction, order_reference="order-7"
        )

    async def payable() -> Transaction | None:
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            return await unit.transactions.find_payable(gateway="click", reference="order-7")

    first, second, third = (of_order(number).cancel(at=BIRTH) for number in (1, 2, 3))
    live = pending(of_order(4))
    assert None is await payable()
    await keep(billing_store, second, first, of_order(5, gateway="cash").cancel(at=BIRTH))
    await keep(billing_store, of_order(6, direction=Direction.PAYOUT).cancel(at=BIRTH))
    assert second == await payable()
    await keep(billing_store, live)
    await keep(billing_store, third, a_transaction(8, tenant_id=billing_store.tenant))
    assert live == await payable()


async def test_who_waits_for_a_lock_sees_what_the_holder_committed(billing_store: BillingStore) -> None:
    made = pending(a_transaction(tenant_id=billing_store.tenant, order_reference="order-7"))
    await keep(billing_store, made)
    held = asyncio.Event()

    async def complete() -> None:
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            transaction = await unit.transactions.lock(made.id)
            held.set()
            await unit.transactions.save(transaction.complete(at=BIRTH))

    async def wait(*, by_reference: bool) -> Transaction | None:
        await held.wait()
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            if by_reference:
                return await unit.transactions.find_payable(gateway="click", reference="order-7")
            return await unit.transactions.lock(made.id)

    _, by_id, by_reference = await asyncio.gather(complete(), wait(by_reference=False), wait(by_reference=True))

    assert by_id == by_reference
    assert by_id is not None
    assert Status.COMPLETED == by_id.status


async def test_an_unknown_id_is_not_found(billing_store: BillingStore) -> None:
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        with pytest.raises(TransactionNotFoundError):
            await unit.transactions.get(numbered_id(404))
        with pytest.raises(TransactionNotFoundError):
            await unit.transactions.lock(numbered_id(404))


async def test_a_look_sees_what_is_committed_meanwhile_and_nothing_of_another_tenant(
    billing_store: BillingStore,
) -> None:
    made = a_transaction(tenant_id=billing_store.tenant)
    await keep(billing_store, made)

    async with billing_store.units_of_work.looking(tenant_id=billing_store.tenant) as looking:
        assert made == await looking.transactions.get(made.id)
        await change(billing_store, pending(await stored(billing_store, made)))
        assert Status.PENDING is (await looking.transactions.get(made.id)).status
    async with billing_store.units_of_work.looking(tenant_id=billing_store.other_tenant) as elsewhere:
        with pytest.raises(TransactionNotFoundError):
            await elsewhere.transactions.get(made.id)
