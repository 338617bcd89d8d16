"""Fees that gateways keep, and the disputes they follow."""

from adapters.postgres.migrations.sql_files import run

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run("0010_gateway_entries.up.sql")


def downgrade() -> None:
    run("0010_gateway_entries.down.sql")
