"""Keyset pages: a page starts after the last thing of the page before, however much was added since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from shared_kernel.errors import ValidationError

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000

T = TypeVar("T")


class InvalidPageTokenError(ValidationError):
    """The page token is not one this service gave out for this list."""

    reason = "INVALID_PAGE_TOKEN"

    def __init__(self) -> None:
        super().__init__(field="page_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKey:
    """Where a page ended: the sort value of its last item (a moment or an amount) and that item's id."""

    value: datetime | int
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page is wanted: at most `size` items after `after`."""

    size: int = DEFAULT_PAGE_SIZE
    after: PageKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items, and where the next page starts (None at the end)."""

    items: tuple[T, ...]
    next: PageKey | None = None
