"""Revisions are SQL files: what runs is what a database administrator reads."""

from pathlib import Path

from alembic import op

_FILES = Path(__file__).parent / "versions"


def run(name: str) -> None:
    """Run a file's statements in the open migration."""
    statements = (_FILES / name).read_text()
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(statements)
