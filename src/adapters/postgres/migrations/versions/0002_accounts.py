"""Users, accounts, transactions and entries."""

from adapters.postgres.migrations.sql_files import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run("0002_accounts.up.sql")


def downgrade() -> None:
    run("0002_accounts.down.sql")
