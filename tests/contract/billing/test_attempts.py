"""What every store of attempts keeps."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from billing.domain.announcement import Announcement, Receiver
from billing.domain.attempt import MAX_NUMBER, Attempt, AttemptDraft, AttemptStatus, FiscalKind
from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, discrepancy_of
from billing.domain.errors import DuplicateAttemptError
from billing.domain.transaction import Transaction
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import BIRTH, a_transaction, an_attempt, pending


@pytest.fixture
async def order(billing_store: BillingStore) -> Transaction:
    made = pending(a_transaction(tenant_id=billing_store.tenant))
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.transactions.add(made)
    return made


async def add(store: BillingStore, draft: AttemptDraft) -> Attempt:
    async with store.units_of_work(tenant_id=store.tenant) as unit:
        return await unit.attempts.add(draft)


async def test_an_attempt_is_numbered_and_found_again(billing_store: BillingStore, order: Transaction) -> None:
    draft = an_attempt(order, external_id="9007199254740993")
    first, second = await add(billing_store, draft), await add(billing_store, an_attempt(order, external_id="2"))

    assert draft.numbered(first.number) == first
    assert 1 <= first.number <= MAX_NUMBER
    assert first.number != second.number
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        by_id = await unit.attempts.by_external_id(gateway="click", endpoint="e1", external_id="9007199254740993")
        assert [first, first, first] == [
            by_id,
            await unit.attempts.get(first.number),
            await unit.attempts.lock(first.number),
        ]
        assert (first, second) == await unit.attempts.of_transaction(order.id)
        assert None is await unit.attempts.by_external_id(gateway="click", endpoint="e2", external_id="2")
        assert None is await unit.attempts.by_external_id(gateway="payme", endpoint="e1", external_id="2")


async def test_a_changed_status_is_kept(billing_store: BillingStore, order: Transaction) -> None:
    attempt = await add(billing_store, an_attempt(order))
    paid = attempt.pay(at=BIRTH + timedelta(seconds=15))

    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.attempts.save(paid)

    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert paid == await unit.attempts.get(attempt.number)


async def test_what_a_provider_said_is_kept_as_it_said_it(billing_store: BillingStore, order: Transaction) -> None:
    """Its time, its end, the account in its own types, who shares the money, and both tax receipts."""
    said = Announcement(
        told_at=BIRTH - timedelta(milliseconds=750),
        expires_at=BIRTH + timedelta(hours=12),
        account={"order_id": 197, "name": "Жасур", "long": 10**30},
    )
    draft = replace(
        an_attempt(order), announcement=said, receivers=(Receiver(id="5305e3bab097f420a62ced0b", amount=9),)
    )
    attempt = await add(billing_store, draft)
    paid = attempt.pay(at=BIRTH + timedelta(seconds=1)).tell_receipt(
        kind=FiscalKind.SALE, receipt={"receipt_id": 121, "fiscal_sign": "800031554082"}, at=BIRTH
    )
    returned = paid.give_back(at=BIRTH + timedelta(seconds=2), reason=5).tell_receipt(
        kind=FiscalKind.RETURN, receipt={"status_code": 0}, at=BIRTH
    )

    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.attempts.save(returned)

    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert returned == await unit.attempts.get(attempt.number)
    assert {FiscalKind.SALE, FiscalKind.RETURN} == returned.fiscal_receipts.keys()


async def test_a_statement_goes_by_the_providers_time(billing_store: BillingStore, order: Transaction) -> None:
    """Both ends included, oldest first; attempts without that time, and those of other endpoints, are in none."""
    for external_id, endpoint, seconds in [
        ("3", "e1", 3),
        ("1", "e1", 1),
        ("2", "e1", 2),
        ("4", "e1", 4),
        ("5", "e2", 2),
    ]:
        told = Announcement(told_at=BIRTH + timedelta(seconds=seconds))
        await add(
            billing_store, replace(an_attempt(order, external_id=external_id, endpoint=endpoint), announcement=told)
        )
    await add(billing_store, an_attempt(order, external_id="6"))

    async def listed(first: int, last: int) -> list[str]:
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            found = await unit.attempts.told_between(
                gateway="click",
                endpoint="e1",
                start=BIRTH + timedelta(seconds=first),
                end=BIRTH + timedelta(seconds=last),
            )
        return [attempt.external_id for attempt in found]

    assert ["1", "2", "3"] == await listed(1, 3)
    assert ["2"] == await listed(2, 2)
    assert [] == await listed(5, 9)


@pytest.mark.parametrize("number", [-1, 0, 999_999_999, 2**31, 10**12, 2**63, 10**30])
async def test_numbers_no_attempt_has_are_simply_unknown(billing_store: BillingStore, number: int) -> None:
    """Also those no column could hold: test tools send them."""
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert None is await unit.attempts.get(number)
        assert None is await unit.attempts.lock(number)


async def test_one_external_id_is_one_attempt_per_endpoint(billing_store: BillingStore, order: Transaction) -> None:
    await add(billing_store, an_attempt(order))

    with pytest.raises(DuplicateAttemptError):
        await add(billing_store, an_attempt(order))
    other = await add(billing_store, an_attempt(order, endpoint="e2"))

    assert AttemptStatus.PREPARED == other.status


async def test_of_two_equal_attempts_added_at_once_one_is_refused(
    billing_store: BillingStore, order: Transaction
) -> None:
    calls = [add(billing_store, an_attempt(order)) for _ in range(2)]

    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert 1 == sum(isinstance(outcome, DuplicateAttemptError) for outcome in outcomes)
    assert 1 == sum(isinstance(outcome, Attempt) for outcome in outcomes)


async def test_another_tenant_sees_no_attempt(billing_store: BillingStore, order: Transaction) -> None:
    attempt = await add(billing_store, an_attempt(order))

    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        assert None is await unit.attempts.get(attempt.number)
        assert None is await unit.attempts.lock(attempt.number)
        assert () == await unit.attempts.of_transaction(order.id)
        external_id = attempt.external_id
        assert None is await unit.attempts.by_external_id(gateway="click", endpoint="e1", external_id=external_id)


async def test_a_discrepancy_is_kept_once(billing_store: BillingStore, order: Transaction) -> None:
    attempt = await add(billing_store, an_attempt(order))

    def seen(minutes: int, kind: DiscrepancyKind = DiscrepancyKind.SURPLUS_PAYMENT) -> Discrepancy:
        return discrepancy_of(attempt=attempt, kind=kind, amount=attempt.amount, at=BIRTH + timedelta(minutes=minutes))

    async def keep(discrepancy: Discrepancy) -> bool:
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            return await unit.discrepancies.first_time(discrepancy)

    at_once = await asyncio.gather(*(keep(seen(0)) for _ in range(5)))
    later = await keep(seen(5))
    another = await keep(seen(9, DiscrepancyKind.PAYMENT_OF_CANCELED))

    assert [False] * 4 + [True] == sorted(at_once)
    assert (False, True) == (later, another)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        kept = await unit.discrepancies.of_transaction(order.id)
        assert (seen(0), seen(9, DiscrepancyKind.PAYMENT_OF_CANCELED)) == kept
    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        assert () == await unit.discrepancies.of_transaction(order.id)
