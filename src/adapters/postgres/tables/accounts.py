"""Users, accounts, transactions and entries."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.columns import minor_units, moment, tenant, text, uuid

_METADATA = MetaData(schema="accounts")

users = Table(
    "users",
    _METADATA,
    tenant(),
    Column("id", Uuid, primary_key=True),
    text("email"),
    text("locale"),
    text("status"),
    moment("created_at"),
    moment("updated_at"),
)

accounts = Table(
    "accounts",
    _METADATA,
    tenant(),
    Column("id", Uuid, primary_key=True),
    uuid("user_id"),
    text("purpose"),
    text("number"),
    text("currency"),
    text("status"),
    minor_units("posted"),
    minor_units("held"),
    Column("version", BigInteger),
    moment("created_at"),
    moment("updated_at"),
)

transactions = Table(
    "transactions",
    _METADATA,
    tenant(),
    Column("id", Uuid, primary_key=True),
    text("kind"),
    text("status"),
    minor_units("amount"),
    text("currency"),
    uuid("account_id"),
    uuid("user_id"),
    uuid("counter_account_id"),
    uuid("refunded_transaction_id"),
    text("gateway"),
    text("destination"),
    text("return_url"),
    uuid("billing_transaction_id"),
    Column("payment_version", BigInteger),
    Column("conversion", JSONB),
    minor_units("shortfall"),
    text("payment_url"),
    text("failure_reason"),
    text("failure_message"),
    Column("metadata", JSONB),
    Column("version", Integer),
    moment("created_at"),
    moment("updated_at"),
)

entries = Table(
    "entries",
    _METADATA,
    tenant(),
    Column("account_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    uuid("transaction_id"),
    minor_units("amount"),
    text("currency"),
    minor_units("balance_after"),
    moment("posted_at"),
)
