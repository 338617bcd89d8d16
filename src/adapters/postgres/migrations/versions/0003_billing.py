"""Payments, attempts and discrepancies."""

from adapters.postgres.migrations.sql_files import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run("0003_billing.up.sql")


def downgrade() -> None:
    run("0003_billing.down.sql")
