"""Alembic's entry point: every revision in one transaction on the connection that `migrate` opened."""

from alembic import context

from adapters.postgres.migrations.revision import VERSION_SCHEMA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    version_table_schema=VERSION_SCHEMA,
)
with context.begin_transaction():
    context.run_migrations()
