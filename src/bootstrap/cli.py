"""The command line: `hamyon serve | migrate | version | …`, each with `--help`.

A command imports what it needs when it runs: `hamyon --help` must not wait for gRPC and SQLAlchemy.
"""

import sys
from importlib.metadata import version as installed_version
from typing import NoReturn

import typer

from bootstrap.commands.keys import keys
from bootstrap.settings import SettingsError, load_settings
from shared_kernel.errors import HamyonError

app = typer.Typer(
    name="hamyon",
    help="Hamyon: a self-hosted payments and wallet service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(keys)


@app.command()
def serve() -> None:
    """Run the service: gRPC, webhooks, event relay and workers.

    Settings are environment variables; docs/reference/settings.md lists them. Without HAMYON_DATABASE_URL the service
    starts its own PostgreSQL in HAMYON_HOME (./.hamyon).
    """
    settings = load_settings()
    import uvloop

    from adapters.telemetry.logging import configure_logging
    from bootstrap.serve import serve as serve_until_stopped

    configure_logging(level=settings.log_level, json=settings.logs_json)
    ended_well = uvloop.run(serve_until_stopped(settings=settings, report=_say))
    raise typer.Exit(0 if ended_well else 1)


@app.command()
def migrate() -> None:
    """Bring the database of HAMYON_DATABASE_URL to what this version needs."""
    settings = load_settings()
    from adapters.postgres.migrations.migrate import migrate as run_migrations
    from bootstrap.secret import installation_secret

    if settings.database_url is None:
        _fail("HAMYON_DATABASE_URL is not set: `hamyon serve` prepares its own database by itself.")
    run_migrations(settings.database_url.get_secret_value(), installation_secret(settings))
    _say("The database is ready.")


@app.command()
def demo() -> None:
    """Play the story of the README against the running service, and check every number of it.

    Two new people deposit through every gateway (paid on the sandbox's pages), transfer, withdraw and top up. The
    service is found by HAMYON_GRPC_HOST and HAMYON_GRPC_PORT, its key in HAMYON_HOME. Exit code 1: something is off.
    """
    settings = load_settings()
    import asyncio

    from bootstrap.commands.demo import run_demo

    asyncio.run(run_demo(settings, say=_say))


@app.command()
def verify() -> None:
    """Check that the books add up: entries, balances, holds and versions of every tenant.

    It only reads, also beside a running service. Exit code 1: something was found; each finding is a line.
    """
    settings = load_settings()
    import asyncio

    from bootstrap.commands.verify import run_verify

    raise typer.Exit(0 if asyncio.run(run_verify(settings, say=_say)) else 1)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(installed_version("hamyon"))


def main() -> None:
    """Run the command line; what a user can mend is one clear sentence on standard error and exit code 1."""
    try:
        app()
    except (SettingsError, HamyonError) as error:
        _fail(_with_cause(error))


def _with_cause(error: Exception) -> str:
    """A caller learns that the database is away; whoever starts the service has to know which and why."""
    if getattr(error, "reason", "") != "DATABASE_UNAVAILABLE" or error.__cause__ is None:
        return str(error)
    why = str(error.__cause__).splitlines()[0]
    return f"The database of HAMYON_DATABASE_URL cannot be reached: {why}."


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what a command answers goes to standard output


def _fail(sentence: str) -> NoReturn:
    sys.stderr.write(f"hamyon: {sentence}\n")
    sys.exit(1)
