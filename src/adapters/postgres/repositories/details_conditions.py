"""A question to a details field as SQL.

`=` and `in` are containment (`@>`), which the GIN index on details answers; the others are jsonpath comparisons over
the gateway's transactions. Numbers only compare with numbers and texts with texts, both ways.
"""

import json
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, cast, func, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, JSONPATH

from adapters.postgres.tables.billing import transactions
from billing.ports.transaction_filters import DetailsFilter, Operator

_CONTAINED = {Operator.EQUAL, Operator.IN}
_COMPARISONS = {
    Operator.NOT_EQUAL: "@ != $first",
    Operator.LESS: "@ < $first",
    Operator.LESS_OR_EQUAL: "@ <= $first",
    Operator.GREATER: "@ > $first",
    Operator.GREATER_OR_EQUAL: "@ >= $first",
    Operator.BETWEEN: "@ >= $first && @ <= $last",
}


def details_condition(question: DetailsFilter) -> ColumnElement[bool]:
    """The condition that holds for the transactions the question means."""
    if question.operator in _CONTAINED:
        return transactions.c.id.in_(_ids_by_index(question))
    path = ".".join(["$", *map(json.dumps, question.names)])
    variables = {"first": question.values[0], "last": question.values[-1]}
    return and_(
        transactions.c.gateway == question.gateway,
        func.jsonb_path_exists(
            transactions.c.details,
            cast(f"{path} ? ({_COMPARISONS[question.operator]})", JSONPATH),
            type_coerce(variables, JSONB),
        ),
    )


def _ids_by_index(question: DetailsFilter) -> Any:  # noqa: ANN401 - a set-returning function has no type of its own
    wanted = [_nested(question.names, value) for value in question.values]
    return select(func.billing.transactions_with_details(question.gateway, bindparam(None, wanted, ARRAY(JSONB))))


def _nested(names: tuple[str, ...], value: str | int) -> dict[str, Any]:
    inner: Any = value
    for name in reversed(names):
        inner = {name: inner}
    return {**inner}
