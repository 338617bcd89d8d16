"""One delivery from its first byte to its record: read, find the endpoint, let the gateway answer, keep it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import structlog
from aiohttp import hdrs, web

from adapters.webhooks.limits import WebhookLimits
from adapters.webhooks.middleware import CORRELATION_ID
from adapters.webhooks.reading import headers_for_record, read_body
from adapters.webhooks.responses import JSON, refusal, refusal_body, refusal_code
from adapters.webhooks.strangers import Strangers, abridged
from billing.domain.errors import GatewayNotConfiguredError
from billing.domain.gateway import GatewayConfiguration
from billing.ports.delivery_log import Delivery, DeliveryLog
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.webhook import AnyMethodHandler, WebhookAnswer, WebhookHandler, WebhookRequest
from shared_kernel.clock import Clock

_log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class _Arrival:
    """What is known of a delivery so far; it is recorded however far that got."""

    request: web.Request
    received_at: datetime
    body: bytes = b""
    configuration: GatewayConfiguration | None = None

    @property
    def gateway(self) -> str:
        return self.request.match_info["gateway"]

    @property
    def endpoint(self) -> str:
        return self.request.match_info["endpoint"]


class WebhookIntake:
    """Receives deliveries at `/webhooks/{gateway}/{endpoint}`.

    - The endpoint token names one tenant's gateway configuration, so the right secret is known before all else.
    - The raw body is evidence and is kept as it came, its signature with it: that signs this one call, whose repeat
      changes nothing, and reveals no key. Log lines carry neither body nor endpoint.
    - Of calls to endpoints nobody has, only as much is kept as cannot fill the disk.
    - A delivery whose record fails is still answered: the provider would repeat what is done already.
    """

    def __init__(
        self,
        *,
        handlers: Mapping[str, WebhookHandler],
        configurations: GatewayConfigurations,
        delivery_log: DeliveryLog,
        clock: Clock,
        limits: WebhookLimits,
    ) -> None:
        self._handlers = handlers
        self._configurations = configurations
        self._delivery_log = delivery_log
        self._clock = clock
        self._limits = limits
        self._strangers = Strangers(limits)
        self._in_flight = 0

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one delivery.

        Raises:
            aiohttp.web.HTTPMethodNotAllowed: it is no POST, and its gateway has no word for that.
        """
        handler = self._handlers.get(request.match_info["gateway"])
        if request.method != hdrs.METH_POST and not isinstance(handler, AnyMethodHandler):
            raise web.HTTPMethodNotAllowed(request.method, [hdrs.METH_POST])
        if self._in_flight >= self._limits.in_flight:
            _log.warning("webhook.overloaded", in_flight=self._in_flight)
            return _busy()
        self._in_flight += 1
        try:
            return await self._receive(request)
        finally:
            self._in_flight -= 1

    async def _receive(self, request: web.Request) -> web.Response:
        started = time.perf_counter()
        arrival = _Arrival(request=request, received_at=self._clock.now())
        answer = await self._answer(arrival)
        duration_ms = int((time.perf_counter() - started) * 1000)
        if arrival.configuration is not None or self._strangers.keep():
            _write_log_line(arrival, answer, duration_ms)
            await self._record(arrival, answer, duration_ms)
        return _response(answer)

    async def _answer(self, arrival: _Arrival) -> WebhookAnswer:
        try:
            arrival.body = await read_body(arrival.request, self._limits)
            async with asyncio.timeout(self._limits.handle_seconds):
                return await self._handle(arrival)
        except web.HTTPException as error:
            return _refused(HTTPStatus(error.status))
        except GatewayNotConfiguredError:
            return _refused(HTTPStatus.NOT_FOUND, outcome="not_configured")
        except TimeoutError:
            return _refused(HTTPStatus.SERVICE_UNAVAILABLE, outcome="timed_out")
        except Exception:  # noqa: BLE001 (the last stop: whatever it was, the provider hears 500 and repeats)
            _log.exception("webhook.failed", gateway=arrival.gateway)
            return _refused(HTTPStatus.INTERNAL_SERVER_ERROR, outcome="failed")

    async def _handle(self, arrival: _Arrival) -> WebhookAnswer:
        handler = self._handlers.get(arrival.gateway)
        if handler is None:
            raise web.HTTPNotFound
        arrival.configuration = await self._configurations.by_endpoint(
            gateway=arrival.gateway, endpoint=arrival.endpoint
        )
        if arrival.configuration is None or not arrival.configuration.enabled:
            raise web.HTTPNotFound
        return await handler.handle(request=_webhook_request(arrival), configuration=arrival.configuration)

    async def _record(self, arrival: _Arrival, answer: WebhookAnswer, duration_ms: int) -> None:
        try:
            async with asyncio.timeout(self._limits.handle_seconds):
                await self._delivery_log.record(_delivery(arrival, answer, duration_ms))
        except Exception:  # noqa: BLE001 (what was applied is applied, and the answer must say so)
            _log.exception("webhook.not_recorded", gateway=arrival.gateway, outcome=answer.outcome)


def _webhook_request(arrival: _Arrival) -> WebhookRequest:
    request = arrival.request
    return WebhookRequest(
        body=arrival.body,
        content_type=request.content_type,
        headers=request.headers,
        query=request.rel_url.raw_query_string,
        received_at=arrival.received_at,
        method=request.method,
        remote=request.remote or "",
    )


def _delivery(arrival: _Arrival, answer: WebhookAnswer, duration_ms: int) -> Delivery:
    configuration = arrival.configuration
    delivery = Delivery(
        gateway=arrival.gateway,
        endpoint=arrival.endpoint,
        tenant_id=None if configuration is None else configuration.tenant_id,
        received_at=arrival.received_at,
        body=arrival.body if answer.kept_body is None else answer.kept_body,
        headers=headers_for_record(arrival.request.headers),
        outcome=answer.outcome,
        http_status=answer.http_status,
        answer=answer.body,
        correlation_id=arrival.request[CORRELATION_ID],
        duration_ms=duration_ms,
    )
    return abridged(delivery) if configuration is None else delivery


def _write_log_line(arrival: _Arrival, answer: WebhookAnswer, duration_ms: int) -> None:
    configuration = arrival.configuration
    _log.info(
        "webhook.answered",
        gateway=arrival.gateway,
        tenant_id=None if configuration is None else str(configuration.tenant_id),
        outcome=answer.outcome,
        http_status=answer.http_status,
        duration_ms=duration_ms,
    )


def _refused(status: HTTPStatus, *, outcome: str = "") -> WebhookAnswer:
    return WebhookAnswer(
        http_status=status,
        body=refusal_body(status),
        content_type=JSON,
        outcome=outcome or refusal_code(status).lower(),
    )


def _busy() -> web.Response:
    response = refusal(HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = "1"
    response.force_close()
    return response


def _response(answer: WebhookAnswer) -> web.Response:
    response = web.Response(status=answer.http_status, body=answer.body, content_type=answer.content_type)
    if answer.http_status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}:
        # The rest of that body is still on the wire; it must not be taken for the next request.
        response.force_close()
    return response
