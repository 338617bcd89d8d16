"""What every store of transactions can be asked."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from billing.domain.details.cash import CashDetails
from billing.domain.details.click import ClickDetails
from billing.domain.details.codec import Details
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.transaction_filters import DetailsFilter, Operator, SortField, TransactionFilters, TransactionSort
from shared_kernel.currency import currency
from shared_kernel.money import Money
from shared_kernel.pagination import PageRequest
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import BIRTH, a_transaction, numbered_id
from tests.fakes.billing.world import uzs

UNSORTED = TransactionSort()


def with_details(transaction: Transaction, details: Details | None) -> Transaction:
    return transaction.await_payer(at=BIRTH, payment_url=f"https://pay.example/{transaction.id}", details=details)


@pytest.fixture
async def store(billing_store: BillingStore) -> BillingStore:
    """Six transactions; the numbers in the tests are theirs."""
    tenant = billing_store.tenant

    def made(number: int, gateway: str, amount: Money, details: Details | None = None) -> Transaction:
        return with_details(a_transaction(number, tenant_id=tenant, gateway=gateway, amount=amount), details)

    click = ClickDetails(merchant_prepare_id=501, sign_time="2026-01-15 10:20:30", params={"card_type": "humo"})
    transactions = [
        made(1, "click", uzs(500), click),
        made(2, "click", uzs(700), ClickDetails(merchant_prepare_id=1000)).complete(at=BIRTH),
        made(3, "click", uzs(500), ClickDetails(error_note="no funds")).cancel(at=BIRTH),
        made(4, "cash", uzs(900), CashDetails(data={"receipt": "501", "by": "O'Hara %_"})),
        made(5, "cash", Money(500, currency("USD"))),
        a_transaction(6, tenant_id=tenant, gateway="integrator", amount=uzs(100), order_reference="Счёт №6"),
    ]
    async with billing_store.units_of_work(tenant_id=tenant) as unit:
        for transaction in transactions:
            await unit.transactions.add(transaction)
    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        await unit.transactions.add(a_transaction(7, tenant_id=billing_store.other_tenant))
    return billing_store


async def found(store: BillingStore, filters: TransactionFilters) -> list[int]:
    """The numbers of the transactions that match, oldest first; counting them says the same."""
    async with store.units_of_work(tenant_id=store.tenant) as unit:
        page = await unit.transactions.list(filters=filters, sort=UNSORTED, page=PageRequest())
        assert len(page.items) == await unit.transactions.count(filters)
    return numbers(page.items)[::-1]


def numbers(transactions: Sequence[Transaction]) -> list[int]:
    known = {numbered_id(number): number for number in range(1, 8)}
    return [known[transaction.id] for transaction in transactions]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (TransactionFilters(), [1, 2, 3, 4, 5, 6]),
        (TransactionFilters(statuses=frozenset({Status.PENDING})), [1, 4, 5]),
        (TransactionFilters(statuses=frozenset({Status.COMPLETED, Status.CANCELED})), [2, 3]),
        (TransactionFilters(gateways=frozenset({"cash", "integrator"})), [4, 5, 6]),
        (TransactionFilters(currency_code="USD"), [5]),
        (TransactionFilters(minimum_amount=500, maximum_amount=700), [1, 2, 3, 5]),
        (TransactionFilters(minimum_amount=701), [4]),
        (
            TransactionFilters(created_from=BIRTH + timedelta(seconds=2), created_before=BIRTH + timedelta(seconds=4)),
            [2, 3],
        ),
        (TransactionFilters(order_reference="order-2"), [2]),
        (TransactionFilters(order_reference="order"), []),
        (TransactionFilters(text="ORDER-"), [1, 2, 3, 4, 5]),
        (TransactionFilters(text="№6"), [6]),
        (TransactionFilters(text=f"pay.example/{numbered_id(4)}"), [4]),
        (TransactionFilters(text="%"), []),
        (TransactionFilters(text="order_1"), []),
        (TransactionFilters(gateways=frozenset({"click"}), minimum_amount=600), [2]),
    ],
)
async def test_a_filter_finds_what_it_describes(
    store: BillingStore, filters: TransactionFilters, expected: list[int]
) -> None:
    assert expected == await found(store, filters)


@pytest.mark.parametrize(
    ("path", "operator", "values", "expected"),
    [
        ("click.merchant_prepare_id", Operator.EQUAL, (501,), [1]),
        ("click.merchant_prepare_id", Operator.EQUAL, ("501",), []),
        ("click.merchant_prepare_id", Operator.NOT_EQUAL, (501,), [2]),
        # Numbers compare as numbers: as text, 1000 would stand before 501.
        ("click.merchant_prepare_id", Operator.LESS, (1000,), [1]),
        ("click.merchant_prepare_id", Operator.LESS_OR_EQUAL, (1000,), [1, 2]),
        ("click.merchant_prepare_id", Operator.GREATER, (501,), [2]),
        ("click.merchant_prepare_id", Operator.GREATER_OR_EQUAL, (501,), [1, 2]),
        ("click.merchant_prepare_id", Operator.BETWEEN, (501, 999), [1]),
        ("click.merchant_prepare_id", Operator.IN, (7, 501, 1000), [1, 2]),
        ("click.sign_time", Operator.GREATER, ("2026-01-15",), [1]),
        ("click.error_note", Operator.IN, ("no funds", "other"), [3]),
        ("click.params.card_type", Operator.EQUAL, ("humo",), [1]),
        ("cash.data.receipt", Operator.EQUAL, ("501",), [4]),
        ("cash.data.by", Operator.EQUAL, ("O'Hara %_",), [4]),
        ("cash.data.nobody", Operator.NOT_EQUAL, ("x",), []),
        ("integrator.error_code", Operator.NOT_EQUAL, (0,), []),
    ],
)
async def test_any_details_field_can_be_asked(
    store: BillingStore,
    path: str,
    operator: Operator,
    values: tuple[int, ...] | tuple[str, ...],
    expected: list[int],
) -> None:
    question = DetailsFilter(path=path, operator=operator, values=values)

    assert expected == await found(store, TransactionFilters(details=(question,)))


async def test_several_details_conditions_all_hold(store: BillingStore) -> None:
    prepared = DetailsFilter(path="click.merchant_prepare_id", operator=Operator.GREATER, values=(0,))
    humo = DetailsFilter(path="click.params.card_type", operator=Operator.EQUAL, values=("humo",))

    assert [1] == await found(store, TransactionFilters(details=(prepared, humo)))


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", SortField)
async def test_pages_of_any_size_join_to_the_whole_list(
    store: BillingStore, field: SortField, *, descending: bool
) -> None:
    """In order, without gaps or repeats, also where sort values are equal."""
    sort = TransactionSort(field=field, descending=descending)
    async with store.units_of_work(tenant_id=store.tenant) as unit:
        whole = await unit.transactions.list(filters=TransactionFilters(), sort=sort, page=PageRequest())
        for size in (1, 2, 4, 6):
            page = await unit.transactions.list(filters=TransactionFilters(), sort=sort, page=PageRequest(size=size))
            joined = list(page.items)
            while page.next is not None:
                request = PageRequest(size=size, after=page.next)
                page = await unit.transactions.list(filters=TransactionFilters(), sort=sort, page=request)
                joined.extend(page.items)
            assert list(whole.items) == joined

    assert whole.next is None
    for before, after in pairwise(whole.items):
        earlier, later = (after, before) if descending else (before, after)
        assert _value(earlier, field) <= _value(later, field)


def _value(transaction: Transaction, field: SortField) -> object:
    return transaction.amount.minor_units if field is SortField.AMOUNT else getattr(transaction, field)
