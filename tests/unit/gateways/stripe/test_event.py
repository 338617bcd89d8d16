"""What is an event, and what is answered with 400 (protocol, sections 12.2 and 19)."""

import json

import pytest

from adapters.gateways.stripe.event import StripeEventError, read_event
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


def test_an_event_brings_its_object() -> None:
    event = read_event(COMPLETED)
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
