"""Data keys of gateway settings."""

from adapters.postgres.migrations.sql_files import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("0004_gateway_data_keys.up.sql")


def downgrade() -> None:
    run("0004_gateway_data_keys.down.sql")
