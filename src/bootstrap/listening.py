"""The two listening sockets."""

from collections.abc import Sequence
from contextlib import AsyncExitStack

from aiohttp import web

from adapters.webhooks.app import create_app
from adapters.webhooks.health import Readiness
from adapters.webhooks.server import WebhookServer
from bootstrap.addresses import Addresses
from bootstrap.application import Application
from bootstrap.settings import SettingsError


async def listen_http(
    stack: AsyncExitStack,
    application: Application,
    *,
    addresses: Addresses,
    ready: Readiness,
    more_routes: Sequence[web.RouteDef],
    grace_seconds: float,
    is_shared: bool,
) -> None:
    """Serve webhooks, health and whatever pages come along until the stack closes; others may share the port."""
    limits = application.intake.limits()
    app = create_app(
        intake=application.intake.webhooks(),
        ready=ready,
        identifiers=application.foundation.identifiers(),
        limits=limits,
        more_routes=more_routes,
    )
    server = WebhookServer(
        app=app,
        host=addresses.http_host,
        port=addresses.http_port,
        grace_seconds=grace_seconds,
        limits=limits,
        is_shared=is_shared,
    )
    try:
        await server.start()
    except OSError as error:
        raise SettingsError(f"HTTP cannot listen: {error}. Choose another with HAMYON_HTTP_PORT.") from error
    stack.push_async_callback(server.stop)


async def listen_grpc(stack: AsyncExitStack, application: Application) -> None:
    """Serve gRPC until the stack closes; then running calls finish first."""
    server = application.api.server()
    try:
        await server.start()
    except OSError as error:
        raise SettingsError(f"{error.strerror}. Choose another with HAMYON_GRPC_PORT.") from error
    stack.push_async_callback(server.drain)
