"""Refunds, the house's own bookings, and outcomes that come late."""

from adapters.postgres.migrations.sql_files import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run("0007_late_outcomes.up.sql")


def downgrade() -> None:
    run("0007_late_outcomes.down.sql")
