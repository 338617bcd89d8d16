"""Refunds, calls to providers, and how discrepancies end."""

from adapters.postgres.migrations.sql_files import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run("0006_provider_calls.up.sql")


def downgrade() -> None:
    run("0006_provider_calls.down.sql")
