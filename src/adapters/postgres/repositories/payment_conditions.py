"""Filters of payments as SQL."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_

from adapters.postgres.repositories.details_conditions import details_condition
from adapters.postgres.tables.billing import transactions
from billing.ports.transaction_filters import TransactionFilters

_T = transactions.c


def conditions(filters: TransactionFilters) -> Iterator[ColumnElement[Any]]:
    """One condition for every filter given."""
    if filters.statuses:
        yield _T.status.in_([status.value for status in filters.statuses])
    if filters.gateways:
        yield _T.gateway.in_(filters.gateways)
    if filters.direction is not None:
        yield _T.direction == filters.direction.value
    if filters.currency_code:
        yield _T.currency == filters.currency_code
    yield from _ranges(filters)
    if filters.order_reference:
        yield _T.order_reference == filters.order_reference
    if filters.text:
        yield _mentions(filters.text)
    yield from map(details_condition, filters.details)


def _ranges(filters: TransactionFilters) -> Iterator[ColumnElement[Any]]:
    if filters.minimum_amount is not None:
        yield _T.amount >= filters.minimum_amount
    if filters.maximum_amount is not None:
        yield _T.amount <= filters.maximum_amount
    if filters.created_from is not None:
        yield _T.created_at >= filters.created_from
    if filters.created_before is not None:
        yield _T.created_at < filters.created_before
    if filters.changed_from is not None:
        yield _T.updated_at >= filters.changed_from
    if filters.changed_before is not None:
        yield _T.updated_at < filters.changed_before


def _mentions(text: str) -> ColumnElement[bool]:
    places = (_T.order_reference, _T.payment_url, cast(_T.id, Text))
    return or_(*(place.icontains(text, autoescape=True) for place in places))
