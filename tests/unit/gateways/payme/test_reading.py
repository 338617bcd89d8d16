"""What a body says: exact numbers, and the refusals that need no database."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from adapters.gateways.payme import params
from adapters.gateways.payme.answers import Code
from adapters.gateways.payme.errors import PaymeRefusalError
from adapters.gateways.payme.ledger import LIFETIME
from adapters.gateways.payme.rpc import read_call, read_document

WELL = {"id": 1, "method": "CheckTransaction", "params": {"id": "5305e3bab097f420a62ced0b"}}


def code_of(body: bytes) -> Code:
    with pytest.raises(PaymeRefusalError) as refusal:
        read_call(read_document(body))
    return refusal.value.code


NO_JSON = {
    "nothing": b"",
    "half of it": b'{"id": 2034, "method":',
    "no UTF-8": b'{"id": 1, "method": "\xff"}',
    "Python's own NaN": b'{"id": 1, "method": "x", "params": {"amount": NaN}}',
    "as deep as it gets": b"[" * 60_000,
    "objects as deep as they get": b'{"a":' * 10_000,
    "a number of ten thousand digits": b'{"id": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON.keys())
def test_what_is_no_json_is_said_to_be_none(body: bytes) -> None:
    assert Code.NOT_JSON == code_of(body)
    assert read_document(body).request_id is None


MALFORMED = {
    "a list": [WELL],
    "a word": "CheckTransaction",
    "no id": {"method": "x", "params": {}},
    "an id that is text": {**WELL, "id": "1"},
    "an id that is true": {**WELL, "id": True},
    "an id with a fraction": {**WELL, "id": 1.5},
    "no method": {"id": 1, "params": {}},
    "a method that is a number": {**WELL, "method": 7},
    "no params": {"id": 1, "method": "CheckTransaction"},
    "params as a list": {**WELL, "params": ["5305e3bab097f420a62ced0b"]},
    "null params": {**WELL, "params": None},
}


@pytest.mark.parametrize("document", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_call_is_malformed(document: object) -> None:
    assert Code.BAD_REQUEST == code_of(json.dumps(document).encode())


def test_a_call_needs_no_version_and_may_say_more() -> None:
    call = read_call(read_document(json.dumps({**WELL, "jsonrpc": "2.0", "extra": [1]}).encode()))
    assert ("CheckTransaction", WELL["params"]) == (call.method, call.params)


@pytest.mark.parametrize("value", [True, 1.5, 500000.0, "100", "", 0, -1, 2**63, 10**30, None, [], {}])
def test_what_is_no_amount_is_no_amount_of_ours(value: object) -> None:
    """So that an unknown account is said before it; the comparison refuses it."""
    assert params.NO_AMOUNT == params.amount({"amount": value})


def test_an_absent_amount_is_malformed() -> None:
    with pytest.raises(PaymeRefusalError) as refusal:
        params.amount({})
    assert Code.BAD_REQUEST == refusal.value.code


def test_twelve_hours_are_counted_in_milliseconds() -> None:
    """Vector P12."""
    began = params.began_at({"time": 1_399_114_284_039})
    assert datetime(2014, 5, 3, 10, 51, 24, 39_000, tzinfo=UTC) == began
    assert 1_399_157_484_039 == params.milliseconds(began + LIFETIME)
    assert timedelta(milliseconds=43_200_000) == LIFETIME
    assert 0 == params.milliseconds(None)


@pytest.mark.parametrize("value", [None, 1_399_114_284, 10**13, "1399114284039", 1_399_114_284_039.0, True, -1])
def test_a_time_is_thirteen_digits(value: object) -> None:
    with pytest.raises(PaymeRefusalError) as refusal:
        params.began_at({"time": value})
    assert Code.BAD_REQUEST == refusal.value.code


@pytest.mark.parametrize(
    "bounds", [{}, {"from": 1}, {"to": 1}, {"from": 2, "to": 1}, {"from": "1", "to": 2}, {"from": -1, "to": 2}]
)
def test_a_period_has_two_ends_in_their_order(bounds: dict[str, object]) -> None:
    with pytest.raises(PaymeRefusalError) as refusal:
        params.period(bounds)
    assert Code.BAD_REQUEST == refusal.value.code


@pytest.mark.parametrize("value", [197, "197", "Жасур", "", 2**63 - 1])
def test_an_account_is_kept_as_received(value: object) -> None:
    account = params.account({"account": {"order_id": value, "note": "x"}}, fields=("order_id",))
    assert {"order_id": value, "note": "x"} == account
    assert type(value) is type(account["order_id"])


@pytest.mark.parametrize("value", [None, True, 1.5, [], {}, "a\x00b", "\ud800", "x" * 256, 2**63])
def test_a_field_that_can_be_no_account_is_named(value: object) -> None:
    """-31050, for the payer to correct."""
    with pytest.raises(PaymeRefusalError) as refusal:
        params.account({"account": {"user": "7", "order": value}}, fields=("user", "order"))
    assert (Code.UNKNOWN_ACCOUNT, "order") == (refusal.value.code, refusal.value.data)


@pytest.mark.parametrize("value", [None, "197", ["197"], {f"f{number}": 1 for number in range(30)}])
def test_what_is_no_account_at_all_is_malformed(value: object) -> None:
    with pytest.raises(PaymeRefusalError) as refusal:
        params.account({"account": value}, fields=("order_id",))
    assert Code.BAD_REQUEST == refusal.value.code


@pytest.mark.parametrize("value", [None, "5", 5.0, True, 2**63])
def test_a_reason_is_a_whole_number(value: object) -> None:
    with pytest.raises(PaymeRefusalError) as refusal:
        params.reason({"reason": value})
    assert Code.BAD_REQUEST == refusal.value.code
    assert [1, 6, 10, -1] == [params.reason({"reason": number}) for number in (1, 6, 10, -1)]
