"""What is saved was read before: a check for statements that travel together with their commit."""

from adapters.postgres.migrations.sql_files import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run("0011_saved_once.up.sql")


def downgrade() -> None:
    run("0011_saved_once.down.sql")
