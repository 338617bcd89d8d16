"""Health for supervisors and balancers: alive is not the same as ready to be sent work."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from adapters.webhooks.responses import refusal

Readiness = Callable[[], Awaitable[bool]]


def health_routes(ready: Readiness) -> list[web.RouteDef]:
    """`/healthz` (the process answers) and `/readyz` (what it depends on answers, too; else 503)."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_: web.Request) -> web.Response:
        if await ready():
            return web.json_response({"status": "ready"})
        return refusal(HTTPStatus.SERVICE_UNAVAILABLE)

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
