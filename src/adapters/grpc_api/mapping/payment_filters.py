"""What one can ask of the list of payments."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import get_args, get_type_hints

from google.protobuf.message import Message

from adapters.grpc_api.mapping.common import moment_from
from adapters.grpc_api.mapping.payments import DIRECTIONS, STATUSES
from billing.domain.details.codec import shape_of
from billing.domain.errors import InvalidDetailsFilterError
from billing.ports.transaction_filters import (
    DetailsFilter,
    Operator,
    SortField,
    TransactionFilters,
    TransactionSort,
)
from hamyon.billing.v1 import queries_pb2 as messages
from shared_kernel.money import MAX_MINOR_UNITS

_MOST_DIGITS = 19

_OPERATORS: Mapping[int, Operator] = MappingProxyType(
    {
        messages.DETAIL_OPERATOR_EQUAL: Operator.EQUAL,
        messages.DETAIL_OPERATOR_NOT_EQUAL: Operator.NOT_EQUAL,
        messages.DETAIL_OPERATOR_LESS: Operator.LESS,
        messages.DETAIL_OPERATOR_LESS_OR_EQUAL: Operator.LESS_OR_EQUAL,
        messages.DETAIL_OPERATOR_GREATER: Operator.GREATER,
        messages.DETAIL_OPERATOR_GREATER_OR_EQUAL: Operator.GREATER_OR_EQUAL,
        messages.DETAIL_OPERATOR_BETWEEN: Operator.BETWEEN,
        messages.DETAIL_OPERATOR_IN: Operator.IN,
    }
)
_SORTS: Mapping[int, TransactionSort] = MappingProxyType(
    {
        messages.TRANSACTION_SORT_UNSPECIFIED: TransactionSort(),
        messages.TRANSACTION_SORT_CREATE_TIME_DESCENDING: TransactionSort(),
        messages.TRANSACTION_SORT_CREATE_TIME_ASCENDING: TransactionSort(descending=False),
        messages.TRANSACTION_SORT_UPDATE_TIME_DESCENDING: TransactionSort(field=SortField.UPDATED_AT),
        messages.TRANSACTION_SORT_UPDATE_TIME_ASCENDING: TransactionSort(field=SortField.UPDATED_AT, descending=False),
        messages.TRANSACTION_SORT_AMOUNT_DESCENDING: TransactionSort(field=SortField.AMOUNT),
        messages.TRANSACTION_SORT_AMOUNT_ASCENDING: TransactionSort(field=SortField.AMOUNT, descending=False),
    }
)


def sort_from(sort: int) -> TransactionSort:
    """The order of a list."""
    return _SORTS[sort]


def filters_from(sent: messages.TransactionFilter) -> TransactionFilters:
    """Which transactions are meant.

    Raises:
        InvalidDetailsFilterError: naming the condition on a detail that cannot be asked.
    """
    return TransactionFilters(
        statuses=frozenset(status for status, message in STATUSES.items() if message in sent.statuses),
        gateways=frozenset(sent.gateways),
        direction=next((direction for direction, message in DIRECTIONS.items() if message == sent.direction), None),
        currency_code=sent.currency_code,
        minimum_amount=_optional(sent, "minimum_minor_units"),
        maximum_amount=_optional(sent, "maximum_minor_units"),
        created_from=moment_from(sent, "start_time", within="filter."),
        created_before=moment_from(sent, "end_time", within="filter."),
        order_reference=sent.order_reference,
        text=sent.text,
        details=tuple(_details_from(item, f"filter.details[{at}]") for at, item in enumerate(sent.details)),
    )


def _optional(message: Message, field: str) -> int | None:
    return getattr(message, field) if message.HasField(field) else None


def _details_from(sent: messages.DetailFilter, place: str) -> DetailsFilter:
    try:
        values = _numbers(sent.values) if _holds_number(sent.path) else tuple(sent.values)
        return DetailsFilter(path=sent.path, operator=_OPERATORS[sent.operator], values=values)
    except InvalidDetailsFilterError as error:
        raise InvalidDetailsFilterError(error.message, field=f"{place}.{error.field}") from None


def _holds_number(path: str) -> bool:
    gateway, _, name = path.partition(".")
    return int in get_args(get_type_hints(shape_of(gateway)).get(name))


def _numbers(values: Iterable[str]) -> tuple[int, ...]:
    return tuple(_number(value) for value in values)


def _number(text: str) -> int:
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS and int(digits) <= MAX_MINOR_UNITS:
        return int(text)
    raise InvalidDetailsFilterError("This field holds a whole number of at most 64 bits.", field="values")
