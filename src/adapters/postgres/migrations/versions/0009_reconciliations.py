"""Reconciliations, and discrepancies of payments that billing does not know."""

from adapters.postgres.migrations.sql_files import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("0009_reconciliations.up.sql")


def downgrade() -> None:
    run("0009_reconciliations.down.sql")
