"""A question to the details finds few payments: said to the planner, who otherwise expects a thousand of them."""

from adapters.postgres.migrations.sql_files import run

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run("0012_few_have_a_detail.up.sql")


def downgrade() -> None:
    run("0012_few_have_a_detail.down.sql")
