"""A details filter asks a field that exists, with values that fit; it can never carry anything into a query."""

import pytest

from billing.domain.errors import InvalidDetailsFilterError
from billing.ports.transaction_filters import DetailsFilter, Operator


def test_a_path_names_gateway_and_field() -> None:
    question = DetailsFilter(path="cash.data.receipt", operator=Operator.EQUAL, values=("42",))

    assert ("cash", ("data", "receipt")) == (question.gateway, question.names)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "click",
        "click.",
        "paypal.id",
        "click.no_such_field",
        "click.link' OR 1=1 --",
        "click.params.a b",
        "click.params.$",
        "click.pay_doc_id\n",
        "cash.data.a.b.c.d.e",
    ],
)
def test_a_path_that_is_no_field_is_refused(path: str) -> None:
    with pytest.raises(InvalidDetailsFilterError) as refused:
        DetailsFilter(path=path, operator=Operator.EQUAL, values=(1,))
    assert "path" == refused.value.field


@pytest.mark.parametrize(
    ("operator", "values"),
    [
        (Operator.EQUAL, ()),
        (Operator.LESS, (1, 2)),
        (Operator.BETWEEN, (1,)),
        (Operator.BETWEEN, (1, 2, 3)),
        (Operator.IN, ()),
        (Operator.IN, tuple(range(101))),
        (Operator.IN, (1, "1")),
        (Operator.EQUAL, (True,)),
        (Operator.EQUAL, (1.5,)),
    ],
)
def test_values_that_do_not_fit_the_operator_are_refused(operator: Operator, values: tuple[int, ...]) -> None:
    with pytest.raises(InvalidDetailsFilterError) as refused:
        DetailsFilter(path="click.pay_doc_id", operator=operator, values=values)
    assert "values" == refused.value.field
