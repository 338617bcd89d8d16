"""What conversing providers say of an attempt: their time, its end, the account, receivers and tax receipts."""

from adapters.postgres.migrations.sql_files import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("0004_attempts.up.sql")


def downgrade() -> None:
    run("0004_attempts.down.sql")
