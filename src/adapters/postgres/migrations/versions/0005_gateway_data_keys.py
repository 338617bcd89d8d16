"""Data keys of gateway settings."""

from adapters.postgres.migrations.sql_files import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run("0005_gateway_data_keys.up.sql")


def downgrade() -> None:
    run("0005_gateway_data_keys.down.sql")
