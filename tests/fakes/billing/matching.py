"""Which transactions a filter means, said in plain Python: what the SQL is compared with."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from billing.domain.details.codec import encode
from billing.domain.discrepancy import Discrepancy
from billing.domain.transaction import Transaction
from billing.ports.discrepancy_repository import DiscrepancyFilters
from billing.ports.transaction_filters import DetailsFilter, Operator, SortField, TransactionFilters, TransactionSort
from shared_kernel.pagination import Page, PageKey, PageRequest

T = TypeVar("T")

_COMPARED: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: lambda value, given: value == given[0],
    Operator.NOT_EQUAL: lambda value, given: value != given[0],
    Operator.LESS: lambda value, given: value < given[0],
    Operator.LESS_OR_EQUAL: lambda value, given: value <= given[0],
    Operator.GREATER: lambda value, given: value > given[0],
    Operator.GREATER_OR_EQUAL: lambda value, given: value >= given[0],
    Operator.BETWEEN: lambda value, given: given[0] <= value <= given[1],
    Operator.IN: lambda value, given: value in given,
}


def matches(transaction: Transaction, filters: TransactionFilters) -> bool:
    amount = transaction.amount.minor_units
    created = transaction.created_at
    return all(
        (
            not filters.statuses or transaction.status in filters.statuses,
            not filters.gateways or transaction.gateway in filters.gateways,
            filters.direction in {None, transaction.direction},
            filters.currency_code in {"", transaction.amount.currency.code},
            filters.minimum_amount is None or filters.minimum_amount <= amount,
            filters.maximum_amount is None or amount <= filters.maximum_amount,
            filters.created_from is None or filters.created_from <= created,
            filters.created_before is None or created < filters.created_before,
            filters.changed_from is None or filters.changed_from <= transaction.updated_at,
            filters.changed_before is None or transaction.updated_at < filters.changed_before,
            filters.order_reference in {"", transaction.order_reference},
            _mentions(transaction, filters.text),
            all(_answers(transaction, question) for question in filters.details),
        )
    )


def page_of(
    transactions: list[Transaction], *, filters: TransactionFilters, sort: TransactionSort, page: PageRequest
) -> Page[Transaction]:
    def place(transaction: Transaction) -> PageKey:
        value = transaction.amount.minor_units if sort.field is SortField.AMOUNT else getattr(transaction, sort.field)
        return PageKey(value=value, id=transaction.id)

    def order(key: PageKey) -> tuple[Any, UUID]:
        return key.value, key.id

    found = sorted(
        (one for one in transactions if matches(one, filters)),
        key=lambda one: order(place(one)),
        reverse=sort.descending,
    )
    if page.after is not None:
        end = order(page.after)
        found = [one for one in found if (order(place(one)) < end if sort.descending else order(place(one)) > end)]
    items = tuple(found[: page.size])
    return Page(items=items, next=place(items[-1]) if len(found) > page.size else None)


def is_meant(discrepancy: Discrepancy, filters: DiscrepancyFilters) -> bool:
    return all(
        (
            discrepancy.is_open or not filters.only_open,
            not filters.kinds or discrepancy.kind in filters.kinds,
            filters.gateway in {"", discrepancy.gateway},
            filters.party in {None, discrepancy.party},
            filters.transaction_id in {None, discrepancy.transaction_id},
            filters.found_from is None or filters.found_from <= discrepancy.created_at,
            filters.found_before is None or discrepancy.created_at < filters.found_before,
        )
    )


def newest_page(items: list[T], *, page: PageRequest) -> Page[T]:
    """A page of things that have a birth and an id, the newest first."""
    found: list[Any] = sorted(items, key=_place, reverse=True)
    if page.after is not None:
        found = [one for one in found if _place(one) < (page.after.value, page.after.id)]
    shown = tuple(found[: page.size])
    more = len(found) > page.size
    return Page(items=shown, next=PageKey(value=shown[-1].created_at, id=shown[-1].id) if more else None)


def _place(item: Any) -> tuple[Any, UUID]:  # noqa: ANN401 - refunds and discrepancies have these two in common
    return item.created_at, item.id


def _mentions(transaction: Transaction, text: str) -> bool:
    words = (transaction.order_reference, transaction.payment_url, str(transaction.id))
    return any(text.lower() in word.lower() for word in words)


def _answers(transaction: Transaction, question: DetailsFilter) -> bool:
    if transaction.gateway != question.gateway or transaction.details is None:
        return False
    value: object = encode(transaction.details)
    for name in question.names:
        value = value.get(name) if isinstance(value, dict) else None
    if type(value) is not type(question.values[0]):
        return False
    return _COMPARED[question.operator](value, question.values)
