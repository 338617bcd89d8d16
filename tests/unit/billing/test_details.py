"""Details keep the providers' names, survive storage, and belong to one gateway."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.details.cash import CashDetails
from billing.domain.details.click import ClickDetails
from billing.domain.details.codec import DETAILS, Details, decode, encode
from billing.domain.details.integrator import IntegratorDetails
from billing.domain.details.other import OtherDetails
from billing.domain.errors import DetailsMismatchError
from tests.fakes.billing.builders import BIRTH, a_transaction, pending

# Text as JSON columns take it: no NUL, no lone surrogates.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
BIGINT = st.integers(min_value=-(2**63), max_value=2**63 - 1)
WORDS = st.dictionaries(TEXT, TEXT, max_size=3)

# The names that callers, filters and other systems rely on, in the words of the requirements.
NAMES = {
    "click": "service_id merchant_id merchant_user_id merchant_trans_id merchant_prepare_id merchant_confirm_id "
    "pay_doc_id payment_id payment_status sign_time sign_string error_code error_note invoice_id invoice_status "
    "qr_code_url receipt_submitted attempts link params",
    "cash": "data",
    "integrator": "data error_code error_note",
}


def some(shape: type[Details]) -> st.SearchStrategy[Details]:
    """Details with any of their fields known."""
    kinds = {"int | None": BIGINT, "str | None": TEXT}
    fields = {name: st.none() | kinds.get(str(field.type), WORDS) for name, field in shape.__dataclass_fields__.items()}
    return st.builds(shape, **fields)


@given(details=st.one_of(*(some(shape) for shape in DETAILS.values())))
def test_details_come_back_as_they_were_written(details: Details) -> None:
    gateway = next(name for name, shape in DETAILS.items() if shape is type(details))

    stored = json.dumps(encode(details))

    assert details == decode(gateway, json.loads(stored))


@pytest.mark.parametrize("gateway", sorted(NAMES))
def test_json_names_are_the_promised_ones(gateway: str) -> None:
    assert NAMES[gateway].split() == list(DETAILS[gateway].__dataclass_fields__)


def test_what_is_not_known_is_not_written() -> None:
    assert {"error_code": 0, "link": ""} == encode(ClickDetails(error_code=0, link=""))


def test_a_name_of_a_newer_version_does_not_stop_an_older_one() -> None:
    assert CashDetails(data={"receipt": "7"}) == decode("cash", {"data": {"receipt": "7"}, "drawer": 3})


def test_a_gateway_without_a_shape_of_its_own_has_words() -> None:
    assert OtherDetails(data={"payment": "7"}) == decode("paypal", {"data": {"payment": "7"}})


def test_details_of_another_gateway_are_refused() -> None:
    payment = pending(a_transaction(gateway="click"))

    with pytest.raises(DetailsMismatchError):
        payment.complete(at=BIRTH, details=CashDetails())
    with pytest.raises(DetailsMismatchError):
        payment.change_details(at=BIRTH, details=IntegratorDetails())


def test_the_same_details_again_are_no_change() -> None:
    told = pending(a_transaction()).change_details(at=BIRTH, details=ClickDetails(pay_doc_id=7))

    assert told.change_details(at=BIRTH, details=ClickDetails(pay_doc_id=7)) is told
    assert "billing.transaction.details_changed.v1" == told.events[-1].type
