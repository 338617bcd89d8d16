"""The webhook shell on a free port of this machine, for tests that speak HTTP to it."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession, ClientTimeout, web

from adapters.webhooks.app import create_app
from adapters.webhooks.health import Readiness
from adapters.webhooks.intake import WebhookIntake
from adapters.webhooks.limits import WebhookLimits
from adapters.webhooks.server import WebhookServer
from billing.ports.delivery_log import DeliveryLog
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.webhook import WebhookHandler
from shared_kernel.clock import SystemClock
from shared_kernel.identifiers import SystemIdentifiers


async def always_ready() -> bool:
    """Nothing to wait for."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A running shell: where it listens, and a client that asks it."""

    port: int
    client: ClientSession


@asynccontextmanager
async def running_shell(
    *,
    handlers: Mapping[str, WebhookHandler],
    configurations: GatewayConfigurations,
    delivery_log: DeliveryLog,
    limits: WebhookLimits | None = None,
    ready: Readiness = always_ready,
    more_routes: Iterable[web.AbstractRouteDef] = (),
) -> AsyncIterator[Shell]:
    """The shell from its start to its orderly end."""
    limits = limits or WebhookLimits()
    intake = WebhookIntake(
        handlers=handlers,
        configurations=configurations,
        delivery_log=delivery_log,
        clock=SystemClock(),
        limits=limits,
    )
    app = create_app(
        intake=intake, ready=ready, identifiers=SystemIdentifiers(), limits=limits, more_routes=more_routes
    )
    server = WebhookServer(app=app, host="127.0.0.1", port=0, grace_seconds=1, limits=limits)
    port = await server.start()
    try:
        timeout = ClientTimeout(total=20)
        async with ClientSession(f"http://127.0.0.1:{port}", timeout=timeout) as client:
            yield Shell(port=port, client=client)
    finally:
        await server.stop()
