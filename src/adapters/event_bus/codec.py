"""Envelopes as CloudEvents 1.0 in the JSON format, and back.

CloudEvents specification, JSON event format: required `specversion`, `id`, `source`, `type`; we add `time`, `subject`,
`datacontenttype` and the extension `tenantid` (extension names are lower-case letters and digits only).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_kernel.errors import ValidationError
from shared_kernel.events import Envelope
from shared_kernel.tenant import TenantId

MEDIA_TYPE = "application/cloudevents+json"

_EVENT_ID = "event_id"


class InvalidCloudEventError(ValidationError):
    """This is not one of our events in CloudEvents JSON."""

    reason = "INVALID_CLOUD_EVENT"


class _CloudEvent(msgspec.Struct, kw_only=True):
    specversion: str
    id: UUID
    source: str
    type: str
    time: datetime
    subject: UUID
    tenantid: UUID
    datacontenttype: str = "application/json"
    data: dict[str, Any]


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_CloudEvent)


def encode(event: Envelope) -> bytes:
    """The event as it leaves the house. Its data name the event too, for consumers who keep nothing but the data."""
    return _encoder.encode(
        _CloudEvent(
            specversion="1.0",
            id=event.id,
            source=_source(event.type),
            type=event.type,
            time=event.occurred_at,
            subject=event.subject,
            tenantid=event.tenant_id,
            data={_EVENT_ID: str(event.id), **event.data},
        )
    )


def decode(text: bytes) -> Envelope:
    """The event that was encoded (InvalidCloudEventError)."""
    try:
        cloud_event = _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidCloudEventError(str(error)) from error
    if cloud_event.specversion != "1.0" or cloud_event.source != _source(cloud_event.type):
        raise InvalidCloudEventError("Another specversion or source than this service writes.")
    return Envelope(
        id=cloud_event.id,
        type=cloud_event.type,
        tenant_id=TenantId(cloud_event.tenantid),
        subject=cloud_event.subject,
        occurred_at=cloud_event.time,
        data={name: value for name, value in cloud_event.data.items() if name != _EVENT_ID},
    )


def _source(event_type: str) -> str:
    """The module that says it: `/hamyon/accounts` for `accounts.deposit.pending.v1`."""
    return f"/hamyon/{event_type.partition('.')[0]}"
