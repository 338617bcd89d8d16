"""Keyset pages in SQL: the rows after the last one seen, found in the index instead of counted off."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_

from shared_kernel.pagination import Page, PageKey, PageRequest

T = TypeVar("T")


def one_page(
    statement: Select[Any],
    *,
    value: ColumnElement[Any],
    tie: ColumnElement[Any],
    page: PageRequest,
    descending: bool = True,
) -> Select[Any]:
    """The statement's rows in the order of (value, tie), from where the page starts; one more than the page has."""
    key = tuple_(value, tie)
    if page.after is not None:
        end = tuple_(page.after.value, page.after.id)
        statement = statement.where(key < end if descending else key > end)
    order = (value.desc(), tie.desc()) if descending else (value, tie)
    return statement.order_by(*order).limit(page.size + 1)


def page_of(items: Sequence[T], *, page: PageRequest, key: Callable[[T], PageKey]) -> Page[T]:
    """The page of what `one_page` found: the one more says that there is a next page."""
    shown = tuple(items[: page.size])
    return Page(items=shown, next=key(shown[-1]) if len(items) > page.size else None)
