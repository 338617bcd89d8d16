"""What one can ask of the list of transactions."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from billing.domain.details.codec import shape_of
from billing.domain.direction import Direction
from billing.domain.errors import InvalidDetailsFilterError
from billing.domain.status import Status

MAX_VALUES = 100
MIN_DEPTH = 2
MAX_DEPTH = 6

# A path becomes part of a query: only names, never text somebody chose freely.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class Operator(StrEnum):
    """How a details field is compared."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    BETWEEN = "between"
    IN = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsFilter:
    """A question to one details field, like `click.merchant_prepare_id = 42`.

    A transaction whose details lack the field, or hold a value of another kind, does not match, whatever the operator.
    Numbers compare as numbers, text by code points.

    Attributes:
        path: gateway, field and, for a field that is an object, the names inside it, joined by dots.
        values: all text or all whole numbers: one; two (both included) for `between`; 1 to 100 for `in`.

    Raises:
        InvalidDetailsFilterError: naming what is wrong with the question.
    """

    path: str
    operator: Operator
    values: tuple[str, ...] | tuple[int, ...]

    def __post_init__(self) -> None:
        names = self.path.split(".")
        if not MIN_DEPTH <= len(names) <= MAX_DEPTH or not all(_NAME.fullmatch(name) for name in names):
            raise InvalidDetailsFilterError("A path is gateway.field, like click.pay_doc_id.", field="path")
        if names[1] not in shape_of(names[0]).__dataclass_fields__:
            raise InvalidDetailsFilterError(f"There is no details field {self.path[:80]!r}.", field="path")
        if not self._has_right_count():
            raise InvalidDetailsFilterError("One value is needed, two for between, 1 to 100 for in.", field="values")
        if len({type(value) for value in self.values}) != 1 or type(self.values[0]) not in {str, int}:
            raise InvalidDetailsFilterError("Values are all text or all whole numbers.", field="values")

    @property
    def gateway(self) -> str:
        """Whose details are asked."""
        return self.path.split(".")[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The way to the value inside the details."""
        return tuple(self.path.split(".")[1:])

    def _has_right_count(self) -> bool:
        count = len(self.values)
        if self.operator is Operator.IN:
            return 1 <= count <= MAX_VALUES
        return count == (2 if self.operator is Operator.BETWEEN else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionFilters:
    """Which transactions are meant: those that meet every condition given; none given means all.

    Attributes:
        statuses: any of these.
        gateways: any of these.
        minimum_amount: minor units, included.
        maximum_amount: minor units, included.
        created_from: UTC, included.
        created_before: UTC, excluded.
        changed_from: when it last changed (UTC), included.
        changed_before: UTC, excluded.
        text: part of the order reference, the payment address or the transaction's id; case does not matter.
        details: every one of these.
    """

    statuses: frozenset[Status] = frozenset()
    gateways: frozenset[str] = frozenset()
    direction: Direction | None = None
    currency_code: str = ""
    minimum_amount: int | None = None
    maximum_amount: int | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    changed_from: datetime | None = None
    changed_before: datetime | None = None
    order_reference: str = ""
    text: str = ""
    details: tuple[DetailsFilter, ...] = ()


class SortField(StrEnum):
    """What the list can be ordered by; the id decides between equals."""

    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionSort:
    """The order of the list: newest first unless told otherwise."""

    field: SortField = SortField.CREATED_AT
    descending: bool = True
