"""Providers can be asked to issue tax receipts."""

from adapters.postgres.migrations.sql_files import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run("0008_tax_receipts.up.sql")


def downgrade() -> None:
    run("0008_tax_receipts.down.sql")
