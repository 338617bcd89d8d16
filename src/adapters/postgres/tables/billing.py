"""Payments, attempts, refunds, calls to providers and discrepancies."""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Integer, MetaData, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.columns import minor_units, moment, tenant, text, uuid

_METADATA = MetaData(schema="billing")

transactions = Table(
    "transactions",
    _METADATA,
    tenant(),
    Column("id", Uuid, primary_key=True),
    text("gateway"),
    text("direction"),
    text("status"),
    minor_units("amount"),
    text("currency"),
    minor_units("captured_amount"),
    minor_units("refunded_amount"),
    text("order_reference"),
    text("payment_url"),
    text("return_url"),
    # None is SQL's NULL, not JSON's null: there are no details yet.
    Column("details", JSONB(none_as_null=True)),
    text("failure_reason"),
    text("failure_message"),
    Column("metadata", JSONB),
    Column("late", Boolean),
    Column("unwanted", Boolean),
    Column("version", Integer),
    moment("created_at"),
    moment("updated_at"),
)

attempts = Table(
    "attempts",
    _METADATA,
    tenant(),
    Column("number", Integer, Identity(always=True), primary_key=True),
    text("gateway"),
    text("endpoint"),
    text("external_id"),
    text("reference"),
    uuid("transaction_id"),
    minor_units("amount"),
    text("currency"),
    text("status"),
    moment("created_at"),
    moment("updated_at"),
    moment("told_at"),
    moment("expires_at"),
    Column("account", JSONB(none_as_null=True)),
    Column("receivers", JSONB),
    moment("paid_at"),
    moment("canceled_at"),
    Column("reason", BigInteger),
    Column("fiscal_receipts", JSONB),
)

discrepancies = Table(
    "discrepancies",
    _METADATA,
    tenant(),
    Column("id", Uuid, primary_key=True),
    uuid("transaction_id"),
    text("kind"),
    minor_units("amount"),
    text("currency"),
    text("payment"),
    text("note"),
    text("resolution"),
    moment("resolved_at"),
    moment("created_at"),
)

refunds = Table(
    "refunds",
    _METADATA,
    tenant(),
    Column("id", Uuid, primary_key=True),
    uuid("transaction_id"),
    minor_units("amount"),
    text("currency"),
    text("status"),
    text("origin"),
    text("reason"),
    text("external_id"),
    text("failure_reason"),
    text("failure_message"),
    moment("created_at"),
    moment("updated_at"),
)

provider_calls = Table(
    "provider_calls",
    _METADATA,
    tenant(),
    Column("id", Uuid, primary_key=True),
    uuid("transaction_id"),
    text("gateway"),
    text("operation"),
    uuid("subject_id"),
    minor_units("amount"),
    text("currency"),
    text("status"),
    Column("tries", Integer),
    Column("doubtful", Boolean),
    text("code"),
    text("message"),
    moment("created_at"),
    moment("tried_at"),
    moment("ended_at"),
    Column("duration_ms", BigInteger),
    moment("next_try_at"),
)
