"""How the database becomes what the code expects: alembic revisions, each a pair of SQL files, and the roles."""
