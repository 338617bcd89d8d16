"""Fees that gateways kept, and the disputes they followed."""

from sqlalchemy import Column, MetaData, Table, Uuid

from adapters.postgres.tables.columns import minor_units, moment, tenant, text, uuid

gateway_entries = Table(
    "gateway_entries",
    MetaData(schema="billing"),
    tenant(),
    Column("id", Uuid, primary_key=True),
    uuid("transaction_id"),
    text("gateway"),
    text("kind"),
    uuid("subject_id"),
    text("external_id"),
    minor_units("amount"),
    text("currency"),
    moment("created_at"),
)
