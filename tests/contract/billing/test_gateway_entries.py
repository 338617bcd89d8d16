"""Fees and disputes are kept once, whoever reports them."""

import asyncio
from datetime import UTC, datetime

from billing.domain.gateway_entry import EntryKind, EntryNews, GatewayEntry, gateway_entry
from billing.domain.transaction import Transaction
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import a_transaction

NOW = datetime(2026, 1, 15, tzinfo=UTC)


def an_entry(transaction: Transaction, kind: EntryKind = EntryKind.FEE, name: str = "txn_1") -> GatewayEntry:
    news = EntryNews(kind=kind, external_id=name, amount=Money(88, currency("USD")))
    return gateway_entry(transaction=transaction, news=news, at=NOW)


async def test_an_entry_is_kept_once_however_many_report_it(billing_store: BillingStore) -> None:
    transaction = a_transaction(tenant_id=billing_store.tenant)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.transactions.add(transaction)

    async def report() -> bool:
        async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
            return await unit.entries.first_time(an_entry(transaction))

    assert [False] * 4 + [True] == sorted(await asyncio.gather(*(report() for _ in range(5))))
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert (an_entry(transaction),) == await unit.entries.of_transaction(transaction.id)


async def test_what_is_different_is_kept_beside_it(billing_store: BillingStore) -> None:
    transaction = a_transaction(tenant_id=billing_store.tenant)
    entries = [
        an_entry(transaction),
        an_entry(transaction, name="txn_2"),
        *(an_entry(transaction, kind, "dp_1") for kind in EntryKind if kind is not EntryKind.FEE),
    ]
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.transactions.add(transaction)
        assert [True] * len(entries) == [await unit.entries.first_time(entry) for entry in entries]
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        assert set(entries) == set(await unit.entries.of_transaction(transaction.id))


async def test_entries_of_another_tenant_are_not_seen(billing_store: BillingStore) -> None:
    transaction = a_transaction(tenant_id=billing_store.tenant)
    async with billing_store.units_of_work(tenant_id=billing_store.tenant) as unit:
        await unit.transactions.add(transaction)
        await unit.entries.first_time(an_entry(transaction))
    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        assert () == await unit.entries.of_transaction(transaction.id)
