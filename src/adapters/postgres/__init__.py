"""Everything that speaks SQL: tables, repositories, unit of work, outbox, migrations, the embedded server."""
