"""The HTTP application: webhook routes, health, and whatever further routes the composition root brings along."""

from collections.abc import Iterable

from aiohttp import hdrs, web

from adapters.webhooks.connections import head_received
from adapters.webhooks.health import Readiness, health_routes
from adapters.webhooks.intake import WebhookIntake
from adapters.webhooks.limits import WebhookLimits
from adapters.webhooks.middleware import correlation, json_errors
from shared_kernel.identifiers import Identifiers

# Plain words only: nothing else can be a gateway or a token, and both are written to the delivery log.
WEBHOOK_PATH = "/webhooks/{gateway:[a-z0-9_-]{1,32}}/{endpoint:[A-Za-z0-9_-]{1,128}}"


def create_app(
    *,
    intake: WebhookIntake,
    ready: Readiness,
    identifiers: Identifiers,
    limits: WebhookLimits,
    more_routes: Iterable[web.AbstractRouteDef] = (),
) -> web.Application:
    """The application; it holds no state of its own and may be built more than once."""
    app = web.Application(
        client_max_size=limits.body_bytes, middlewares=[head_received, correlation(identifiers), json_errors]
    )
    app.add_routes([web.route(hdrs.METH_ANY, WEBHOOK_PATH, intake.receive), *health_routes(ready), *more_routes])
    return app
