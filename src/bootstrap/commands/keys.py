"""`hamyon keys`: API keys given out and taken back by whoever has the shell, the first one of a tenant above all.

And the keys that gateway settings are encrypted with, when the installation's secret changes.
"""

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

import typer

from bootstrap.settings import load_settings

keys = typer.Typer(
    name="keys", help="Make, list and revoke API keys; rotate those of gateway settings.", no_args_is_help=True
)

TenantName = Annotated[str, typer.Option("--tenant", help="The name of the tenant; made when there is none.")]
KnownTenant = Annotated[str, typer.Option("--tenant", help="The name of the tenant.")]
DisplayName = Annotated[str, typer.Option("--name", help="What the key is called among the operators.")]
Permissions = Annotated[list[str], typer.Option("--permission", help="What it allows; give it once for each.")]
Expires = Annotated[
    datetime | None,
    typer.Option(
        "--expires",
        help="From when on it is refused (UTC); never without it.",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
    ),
]


@keys.command()
def create(tenant: TenantName, name: DisplayName, permission: Permissions, expires: Expires = None) -> None:
    """Make a key and print its secret on standard output, this once; what else is said goes to standard error."""
    settings = load_settings()
    from bootstrap.key_administration import KeyWish, create_key

    wish = KeyWish(
        tenant=tenant,
        name=name,
        permissions=frozenset(permission),
        expires_at=expires.replace(tzinfo=UTC) if expires else None,
        request_id=f"shell:{uuid4()}",
    )
    typer.echo(asyncio.run(create_key(settings, wish, report=_aside)))


@keys.command("list")
def list_(tenant: KnownTenant) -> None:
    """List the keys of a tenant, the newest first; never their secrets."""
    settings = load_settings()
    from bootstrap.key_administration import list_keys

    for line in asyncio.run(list_keys(settings, tenant, report=_aside)):
        typer.echo(line)


@keys.command()
def revoke(key_id: Annotated[UUID, typer.Argument(help="The id of the key, as `list` shows it.")]) -> None:
    """Take a key back for good. A running service may still accept it for five seconds."""
    settings = load_settings()
    from bootstrap.key_administration import revoke_key

    typer.echo(asyncio.run(revoke_key(settings, key_id, report=_aside)))


@keys.command("rotate-settings")
def rotate_settings() -> None:
    """Wrap the gateway settings of all tenants with HAMYON_SECRET_KEY; then HAMYON_PREVIOUS_SECRET_KEYS can go.

    It runs beside the service and may be repeated. Exit code 1: settings are left that no known secret opens.
    """
    settings = load_settings()
    from bootstrap.settings_rotation import rotate

    raise typer.Exit(0 if asyncio.run(rotate(settings, say=typer.echo, report=_aside)) else 1)


def _aside(line: str) -> None:
    typer.echo(line, err=True)
