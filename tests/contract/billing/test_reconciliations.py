"""What every store of reconciliations and of the discrepancies they find can be asked."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, Party, open_discrepancy
from billing.domain.reconciliation import Counts, Period, Reconciliation, new_reconciliation
from billing.domain.status import Status
from billing.ports.discrepancy_repository import DiscrepancyFilters
from billing.ports.transaction_filters import SortField, TransactionFilters, TransactionSort
from shared_kernel.pagination import PageRequest
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import BIRTH, a_transaction, numbered_id, pending
from tests.fakes.billing.world import uzs

SECOND = timedelta(seconds=1)


def a_run(store: BillingStore, number: int = 1, *, gateway: str = "payme") -> Reconciliation:
    return new_reconciliation(
        reconciliation_id=numbered_id(2000 + number),
        tenant_id=store.tenant,
        gateway=gateway,
        period=Period(start=BIRTH - timedelta(days=1), end=BIRTH),
        requested_by="a key",
        at=BIRTH + number * SECOND,
    )


def a_discrepancy(
    store: BillingStore,
    number: int,
    kind: DiscrepancyKind,
    *,
    gateway: str = "payme",
    party: Party = Party.GATEWAY,
    transaction_id: UUID | None = None,
) -> Discrepancy:
    return open_discrepancy(
        discrepancy_id=numbered_id(3000 + number),
        tenant_id=store.tenant,
        gateway=gateway,
        party=party,
        kind=kind,
        amount=uzs(number),
        note="for a person",
        at=BIRTH + number * SECOND,
        transaction_id=transaction_id,
        payment=f"p{number}",
    )


async def test_a_reconciliation_is_kept_once_and_as_it_ended(billing_store: BillingStore) -> None:
    run = a_run(billing_store)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert (True, False) == (await unit.reconciliations.add(run), await unit.reconciliations.add(run))
    counts = Counts(lines=1, payments=2, asked=3, unanswered=4, discrepancies={DiscrepancyKind.MISSING_HERE: 5})
    begun = run.begin(at=BIRTH)
    ended = begun.complete(at=BIRTH + SECOND, counts=counts)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert run == await unit.reconciliations.lock(run.id)
        await unit.reconciliations.save(ended)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert ended == await unit.reconciliations.get(run.id)


async def test_reconciliations_are_listed_by_gateway_and_page_the_newest_first(billing_store: BillingStore) -> None:
    runs = [a_run(billing_store, number, gateway="octo" if number == 2 else "payme") for number in (1, 2, 3)]
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        for run in runs:
            await unit.reconciliations.add(run)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        first = await unit.reconciliations.list(gateway="", page=PageRequest(size=2))
        second = await unit.reconciliations.list(gateway="", page=PageRequest(size=2, after=first.next))
        payme = await unit.reconciliations.list(gateway="payme", page=PageRequest())
    assert ([runs[2], runs[1]], [runs[0]], None) == ([*first.items], [*second.items], second.next)
    assert [runs[2], runs[0]] == [*payme.items]
    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        assert () == (await unit.reconciliations.list(gateway="", page=PageRequest())).items


async def test_the_worker_of_all_tenants_takes_up_what_is_open_and_due_the_longest_due_first(
    billing_store: BillingStore,
) -> None:
    waiting = replace(a_run(billing_store, 1), next_try_at=BIRTH + timedelta(minutes=2))
    over = a_run(billing_store, 2).fail(at=BIRTH, message="no")
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        for run in (waiting, over):
            await unit.reconciliations.add(run)
    theirs = replace(a_run(billing_store, 3), tenant_id=billing_store.other_tenant)
    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        await unit.reconciliations.add(theirs)
    due = billing_store.due_reconciliations
    assert (theirs,) == await due.due(at=BIRTH + timedelta(minutes=1), limit=10)
    assert (theirs, waiting) == await due.due(at=BIRTH + timedelta(minutes=2), limit=10)
    assert (theirs,) == await due.due(at=BIRTH + timedelta(minutes=2), limit=1)


async def test_a_discrepancy_of_a_payment_nobody_knows_is_kept_and_resolved_by_somebody(
    billing_store: BillingStore,
) -> None:
    found = a_discrepancy(billing_store, 1, DiscrepancyKind.MISSING_HERE)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert await unit.discrepancies.first_time(found)
        assert found == await unit.discrepancies.lock(found.id)
        resolved = found.resolve(at=BIRTH, resolution="cash", by="a key")
        await unit.discrepancies.save(resolved)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert resolved == await unit.discrepancies.lock(found.id)
        assert not await unit.discrepancies.first_time(found)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (DiscrepancyFilters(), [4, 3, 2, 1]),
        (DiscrepancyFilters(only_open=True), [4, 3, 2]),
        (DiscrepancyFilters(kinds=frozenset({DiscrepancyKind.MISSING_HERE, DiscrepancyKind.STATUS_MISMATCH})), [4, 1]),
        (DiscrepancyFilters(gateway="click"), [3, 2]),
        (DiscrepancyFilters(party=Party.LEDGER), [3]),
        (DiscrepancyFilters(transaction_id=numbered_id(1)), [4, 3, 2]),
        (DiscrepancyFilters(transaction_id=numbered_id(2)), []),
        (DiscrepancyFilters(found_from=BIRTH + 2 * SECOND, found_before=BIRTH + 4 * SECOND), [3, 2]),
        (DiscrepancyFilters(only_open=True, gateway="payme"), [4]),
    ],
)
async def test_discrepancies_are_listed_by_what_one_asks(
    billing_store: BillingStore, filters: DiscrepancyFilters, expected: list[int]
) -> None:
    payment = a_transaction(1, tenant_id=billing_store.tenant)
    missing = a_discrepancy(billing_store, 1, DiscrepancyKind.MISSING_HERE)
    kept = [
        missing,
        a_discrepancy(billing_store, 2, DiscrepancyKind.MISSING_THERE, gateway="click", transaction_id=payment.id),
        a_discrepancy(
            billing_store,
            3,
            DiscrepancyKind.AMOUNT_MISMATCH,
            gateway="click",
            party=Party.LEDGER,
            transaction_id=payment.id,
        ),
        a_discrepancy(billing_store, 4, DiscrepancyKind.STATUS_MISMATCH, transaction_id=payment.id),
    ]
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.transactions.add(payment)
        for one in kept:
            await unit.discrepancies.first_time(one)
        await unit.discrepancies.save(missing.resolve(at=BIRTH, resolution="seen to"))
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        page = await unit.discrepancies.list(filters=filters, page=PageRequest())
    assert expected == [one.amount.minor_units for one in page.items]


async def test_payments_are_listed_by_their_last_change(billing_store: BillingStore) -> None:
    first, second = (a_transaction(number, tenant_id=billing_store.tenant) for number in (1, 2))
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        for payment in (first, second):
            await unit.transactions.add(pending(payment).as_stored())
        changed = replace(pending(first).as_stored()).close(at=BIRTH + timedelta(hours=1))
        await unit.transactions.save(changed)
    oldest = TransactionSort(field=SortField.UPDATED_AT, descending=False)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        both = await unit.transactions.list(
            filters=TransactionFilters(changed_from=BIRTH), sort=oldest, page=PageRequest()
        )
        old = await unit.transactions.list(
            filters=TransactionFilters(changed_before=BIRTH + timedelta(hours=1)), sort=oldest, page=PageRequest()
        )
    assert [second.id, first.id] == [one.id for one in both.items]
    assert [(second.id, Status.PENDING)] == [(one.id, one.status) for one in old.items]
