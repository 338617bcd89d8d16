"""What every module needs: tenants and keys, request ids, outbox, gateway configurations, deliveries."""

from sqlalchemy import JSON, Boolean, Column, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.columns import moment, tenant, text, uuid

_METADATA = MetaData(schema="platform")

tenants = Table("tenants", _METADATA, Column("id", Uuid, primary_key=True), text("name"), moment("created_at"))

api_keys = Table(
    "api_keys",
    _METADATA,
    tenant(),
    Column("id", Uuid, primary_key=True),
    text("display_name"),
    Column("secret_hash", LargeBinary),
    Column("permissions", ARRAY(Text)),
    moment("expires_at"),
    moment("revoked_at"),
    moment("created_at"),
)

request_ids = Table(
    "request_ids",
    _METADATA,
    tenant(),
    Column("request_id", Text, primary_key=True),
    Column("fingerprint", LargeBinary),
    uuid("resource_id"),
    Column("refusal", JSONB),
    moment("created_at"),
)

outbox = Table(
    "outbox",
    _METADATA,
    tenant(),
    Column("id", Uuid, primary_key=True),
    text("type"),
    uuid("subject"),
    moment("occurred_at"),
    Column("data", JSON),
)

gateways = Table(
    "gateways",
    _METADATA,
    tenant(),
    Column("gateway", Text, primary_key=True),
    text("endpoint"),
    Column("settings", LargeBinary),
    Column("wrapped_key", LargeBinary),
    text("key_id"),
    Column("enabled", Boolean),
    moment("created_at"),
    moment("updated_at"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    _METADATA,
    tenant(),
    text("gateway"),
    text("endpoint"),
    moment("received_at"),
    Column("headers", JSONB),
    Column("body", LargeBinary),
    text("outcome"),
    Column("http_status", Integer),
    Column("answer", LargeBinary),
    text("correlation_id"),
    Column("duration_ms", Integer),
)
