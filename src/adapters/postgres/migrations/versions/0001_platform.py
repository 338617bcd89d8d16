"""The platform tables: tenants, keys, request ids, inbox, outbox, gateways."""

from adapters.postgres.migrations.sql_files import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("0001_platform.up.sql")


def downgrade() -> None:
    run("0001_platform.down.sql")
