"""What is an event, and what is answered with 400 (protocol, sections 12.2 and 19)."""

import json

import pytest

from adapters.gateways.stripe.event import StripeEvent, StripeEventError, ThinEvent, read_event
from tests.unit.gateways.stripe.vectors import COMPLETED, EMPTY, PAYOUT_FAILED, THIN

NO_EVENTS = {
    "24 no UTF-8": b"\xff\xfe",
    "25 no JSON": b"not json",
    "27 a thin one": THIN,
    "C": EMPTY,
    "a list": b"[]",
    "nested beyond reason": b"[" * 100_000,
    "without an object": b'{"id":"evt_1","object":"event","type":"refund.failed","data":{}}',
    "without data": b'{"id":"evt_1","object":"event","type":"refund.failed","data":[]}',
    "without a type": b'{"id":"evt_1","object":"event","data":{"object":{}}}',
    "without an id": b'{"object":"event","type":"refund.failed","data":{"object":{}}}',
}


@pytest.mark.parametrize("body", NO_EVENTS.values(), ids=NO_EVENTS.keys())
def test_what_is_no_snapshot_event_is_refused(body: bytes) -> None:
    with pytest.raises(StripeEventError):
        read_event(body)


NO_THIN_ONES = {
    "without a type": b'{"id":"evt_1","object":"v2.core.event"}',
    "without an id": b'{"object":"v2.core.event","type":"v1.refund.failed"}',
    "another kind of thing": b'{"id":"evt_1","object":"v2.core.event_destination","type":"v1.refund.failed"}',
    "a list as its kind": b'{"id":"evt_1","object":["event"],"type":"refund.failed"}',
}


@pytest.mark.parametrize("body", NO_THIN_ONES.values(), ids=NO_THIN_ONES.keys())
def test_what_is_no_thin_event_is_refused_where_they_are_taken(body: bytes) -> None:
    with pytest.raises(StripeEventError):
        read_event(body, thin=True)


def test_a_thin_event_names_its_object() -> None:
    """Body N."""
    assert ThinEvent(
        id="evt_test_65thin",
        type="payment_intent.succeeded",
        livemode=False,
        account="",
        kind="payment_intent",
        name="pi_vec1",
    ) == read_event(THIN, thin=True)


@pytest.mark.parametrize("about", [None, [], {}, {"id": 5}, {"id": "pi_1/../payouts"}, {"id": ""}])
def test_a_thin_event_without_an_object_one_could_ask_for_names_none(about: object) -> None:
    event = read_event(json.dumps(json.loads(THIN) | {"related_object": about}).encode(), thin=True)
    assert isinstance(event, ThinEvent)
    assert "" == event.name


@pytest.mark.parametrize(
    ("context", "account"),
    [(None, ""), ("acct_1", "acct_1"), ("org_1/acct_1", "acct_1"), ("org_1", ""), ("acct_1\r\nX: y", ""), (5, "")],
)
def test_a_thin_event_of_a_connected_account_names_it_as_its_context(context: object, account: str) -> None:
    assert account == read_event(json.dumps(json.loads(THIN) | {"context": context}).encode(), thin=True).account


def test_an_event_brings_its_object() -> None:
    event = read_event(COMPLETED)
    assert isinstance(event, StripeEvent)
    assert ("evt_1TestVector000001", "checkout.session.completed", "", "2026-10-28.endive") == (
        event.id,
        event.type,
        event.account,
        event.api_version,
    )
    assert 1999 == event.object["amount_total"]


def test_an_event_of_a_connected_account_names_it() -> None:
    assert "acct_vec1" == read_event(PAYOUT_FAILED).account


@pytest.mark.parametrize(("told", "live"), [(True, True), (False, False), (None, False), ("true", False)])
def test_only_what_says_so_is_real_money(told: object, *, live: bool) -> None:
    event = json.loads(COMPLETED) | {"livemode": told}
    assert live == read_event(json.dumps(event).encode()).livemode
