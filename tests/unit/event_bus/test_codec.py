"""Events as CloudEvents: what a consumer in another language reads, and what comes back."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.event_bus.codec import InvalidCloudEventError, decode, encode
from shared_kernel.events import Envelope
from shared_kernel.tenant import TenantId
from tests.fakes.envelopes import an_envelope

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)

envelopes = st.builds(
    Envelope,
    id=st.uuids(),
    type=st.sampled_from(["accounts.deposit.pending.v1", "billing.transaction.completed.v1"]),
    tenant_id=st.uuids().map(TenantId),
    subject=st.uuids(),
    occurred_at=st.datetimes(timezones=st.just(UTC)),
    data=st.dictionaries(st.text().filter(lambda name: name != "event_id"), json_values, max_size=5),
)


def test_an_event_is_a_cloud_event_with_the_documented_attributes() -> None:
    event = Envelope(
        id=UUID("01890000-0000-7000-8000-000000000001"),
        type="accounts.deposit.pending.v1",
        tenant_id=TenantId(UUID("01890000-0000-7000-8000-000000000002")),
        subject=UUID("01890000-0000-7000-8000-000000000003"),
        occurred_at=datetime(2026, 1, 15, 10, 20, 30, tzinfo=UTC),
        data={"amount": 150_000, "currency": "UZS"},
    )
    expected = {
        "specversion": "1.0",
        "id": "01890000-0000-7000-8000-000000000001",
        "source": "/hamyon/accounts",
        "type": "accounts.deposit.pending.v1",
        "time": "2026-01-15T10:20:30Z",
        "subject": "01890000-0000-7000-8000-000000000003",
        "tenantid": "01890000-0000-7000-8000-000000000002",
        "datacontenttype": "application/json",
        "data": {"event_id": "01890000-0000-7000-8000-000000000001", "amount": 150_000, "currency": "UZS"},
    }
    assert expected == json.loads(encode(event))


@given(envelopes)
def test_what_was_encoded_is_decoded_unchanged(event: Envelope) -> None:
    assert event == decode(encode(event))


@pytest.mark.parametrize(
    "change",
    [{"specversion": "0.3"}, {"source": "/somebody/else"}, {"id": "no uuid"}, {"data": []}, {"time": "yesterday"}],
    ids=lambda change: next(iter(change)),
)
def test_a_foreign_event_is_refused(change: dict[str, object]) -> None:
    foreign = json.loads(encode(an_envelope())) | change
    with pytest.raises(InvalidCloudEventError):
        decode(json.dumps(foreign).encode())


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_what_is_no_json_object_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidCloudEventError):
        decode(text)
