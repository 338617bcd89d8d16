"""The refunds of a transaction come in their order from one index, so that no other one looks cheaper."""

from adapters.postgres.migrations.sql_files import run

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run("0013_refunds_in_order.up.sql")


def downgrade() -> None:
    run("0013_refunds_in_order.down.sql")
