"""The shell around every provider's calls: what reaches a gateway, what does not, and what is remembered of both."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from adapters.webhooks.limits import WebhookLimits
from billing.domain.errors import GatewayNotConfiguredError
from billing.domain.gateway import GatewayConfiguration
from billing.ports.webhook import WebhookAnswer, WebhookRequest
from shared_kernel.tenant import TenantId
from tests.contract.webhooks.shell import Shell, running_shell
from tests.fakes.delivery_log import MemoryDeliveryLog

TENANT = TenantId(UUID(int=1))
TOKEN = "an-unguessable-token"
URL = f"/webhooks/echo/{TOKEN}"
NOW = datetime(2026, 1, 15, tzinfo=UTC)
CONFIGURATION = GatewayConfiguration(
    tenant_id=TENANT, gateway="echo", endpoint=TOKEN, settings={}, enabled=True, created_at=NOW, updated_at=NOW
)
LIMITS = WebhookLimits(read_seconds=0.3, handle_seconds=0.3, in_flight=2)


class Endpoints:
    """One configured endpoint per gateway of these tests."""

    def __init__(self, *, enabled: bool = True) -> None:
        self._enabled = enabled

    async def by_endpoint(self, *, gateway: str, endpoint: str) -> GatewayConfiguration | None:
        if endpoint != TOKEN:
            return None
        return CONFIGURATION if self._enabled else CONFIGURATION.disabled(at=NOW)


class Echo:
    """Answers with what it was sent."""

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        return WebhookAnswer(http_status=200, body=request.body, content_type="text/plain", outcome="accepted")


class Stuck:
    """Never answers, until told to."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.release = asyncio.Event()

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        self.entered.set()
        await self.release.wait()
        return WebhookAnswer(http_status=200, body=b"", content_type="text/plain", outcome="accepted")


class Broken:
    """Fails in a way nobody foresaw."""

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        raise RuntimeError("the inside: s3cr3t-KEY_test")


class Unconfigured:
    """A gateway whose settings are not complete."""

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        raise GatewayNotConfiguredError("unconfigured")


class FullDisk:
    """A delivery log that cannot write."""

    async def record(self, delivery: object) -> None:
        raise OSError("no space left on device")


@pytest.fixture
def log() -> MemoryDeliveryLog:
    return MemoryDeliveryLog()


@asynccontextmanager
async def shell(log: object, *, enabled: bool = True, stuck: Stuck | None = None) -> AsyncIterator[Shell]:
    handlers = {"echo": Echo(), "stuck": stuck or Stuck(), "broken": Broken(), "unconfigured": Unconfigured()}
    async with running_shell(
        handlers=handlers, configurations=Endpoints(enabled=enabled), delivery_log=log, limits=LIMITS
    ) as running:
        yield running


async def send_raw(port: int, request: bytes) -> bytes:
    """What the shell answers to these bytes, when the sender says no more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_delivery_is_answered_by_its_gateway_and_kept_as_it_came(log: MemoryDeliveryLog) -> None:
    async with shell(log) as running:
        headers = {"Authorization": "Basic czNjcjN0", "X-Request-Id": "call-7"}
        async with running.client.post(URL, data=b"\x00raw\xff", headers=headers) as response:
            assert (200, b"\x00raw\xff") == (response.status, await response.read())
    [delivery] = log.deliveries
    assert (TENANT, "echo", TOKEN, "accepted", 200) == (
        delivery.tenant_id,
        delivery.gateway,
        delivery.endpoint,
        delivery.outcome,
        delivery.http_status,
    )
    assert b"\x00raw\xff" == delivery.body == delivery.answer
    assert "call-7" == delivery.correlation_id
    assert "[redacted]" == delivery.headers["authorization"]


@pytest.mark.parametrize("path", ["/webhooks/echo/guessed", "/webhooks/nobody/x"])
async def test_an_unknown_endpoint_is_not_found_and_kept(path: str, log: MemoryDeliveryLog) -> None:
    async with shell(log) as running, running.client.post(path, data=b"x") as response:
        assert 404 == response.status
        assert "NOT_FOUND" == (await response.json())["error"]["code"]
    assert [(None, "not_found", 404, b"x")] == [
        (kept.tenant_id, kept.outcome, kept.http_status, kept.body) for kept in log.deliveries
    ]


@pytest.mark.parametrize("path", ["/webhooks/ECHO/x", "/webhooks/echo/%00", "/webhooks/echo", "/", "/webhooks/e/%2e"])
async def test_what_cannot_be_an_endpoint_is_not_found(path: str, log: MemoryDeliveryLog) -> None:
    async with shell(log) as running, running.client.post(path, data=b"x") as response:
        assert (404, "application/json") == (response.status, response.content_type)
    assert [] == log.deliveries


async def test_a_disabled_endpoint_is_not_found(log: MemoryDeliveryLog) -> None:
    async with shell(log, enabled=False) as running, running.client.post(URL, data=b"x") as response:
        assert 404 == response.status
    assert ["not_found"] == [delivery.outcome for delivery in log.deliveries]


async def test_a_half_configured_gateway_is_off(log: MemoryDeliveryLog) -> None:
    async with shell(log) as running, running.client.post(f"/webhooks/unconfigured/{TOKEN}", data=b"x") as response:
        assert 404 == response.status
    assert ["not_configured"] == [delivery.outcome for delivery in log.deliveries]


async def test_only_a_post_is_a_delivery(log: MemoryDeliveryLog) -> None:
    async with shell(log) as running, running.client.get(URL) as response:
        assert (405, "POST") == (response.status, response.headers["Allow"])
        assert "METHOD_NOT_ALLOWED" == (await response.json())["error"]["code"]


@pytest.mark.parametrize("announced", [True, False], ids=["length announced", "chunked"])
async def test_an_oversized_body_is_refused(*, announced: bool, log: MemoryDeliveryLog) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(257):
            yield b"x" * 1024

    data = b"x" * (256 * 1024 + 1) if announced else chunks()
    async with shell(log) as running, running.client.post(URL, data=data) as response:
        assert 413 == response.status
        assert "REQUEST_ENTITY_TOO_LARGE" == (await response.json())["error"]["code"]
    assert [("request_entity_too_large", b"")] == [(kept.outcome, kept.body) for kept in log.deliveries]


async def test_a_body_of_exactly_the_limit_passes(log: MemoryDeliveryLog) -> None:
    async with shell(log) as running, running.client.post(URL, data=b"x" * 256 * 1024) as response:
        assert 200 == response.status


async def test_a_small_body_that_unpacks_to_a_large_one_is_oversized(log: MemoryDeliveryLog) -> None:
    bomb = gzip.compress(b"x" * 10_000_000)
    headers = {"Content-Encoding": "gzip"}
    async with shell(log) as running, running.client.post(URL, data=bomb, headers=headers) as response:
        assert 413 == response.status


async def test_a_slow_sender_is_not_waited_for(log: MemoryDeliveryLog) -> None:
    async with shell(log) as running:
        request = f"POST {URL} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc".encode()
        answer = await send_raw(running.port, request)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert ["request_timeout"] == [delivery.outcome for delivery in log.deliveries]


async def test_a_body_that_is_not_as_announced_is_a_bad_request(log: MemoryDeliveryLog) -> None:
    async with shell(log) as running:
        request = f"POST {URL} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n".encode()
        answer = await send_raw(running.port, request)
    assert b" 400 " in answer[:20]


async def test_a_body_that_is_cut_off_is_kept_as_a_bad_request(log: MemoryDeliveryLog) -> None:
    async with shell(log) as running:
        _, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(f"POST {URL} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    assert ["bad_request"] == [delivery.outcome for delivery in log.deliveries]


async def test_an_answer_that_takes_too_long_is_given_up(log: MemoryDeliveryLog) -> None:
    async with shell(log) as running, running.client.post(f"/webhooks/stuck/{TOKEN}", data=b"x") as response:
        assert (503, "SERVICE_UNAVAILABLE") == (response.status, (await response.json())["error"]["code"])
    assert ["timed_out"] == [delivery.outcome for delivery in log.deliveries]


async def test_deliveries_beyond_the_limit_are_refused_before_they_are_read(log: MemoryDeliveryLog) -> None:
    stuck = Stuck()
    async with shell(log, stuck=stuck) as running:
        waiting = [asyncio.create_task(_status(running, f"/webhooks/stuck/{TOKEN}")) for _ in range(LIMITS.in_flight)]
        await stuck.entered.wait()
        answers = [await _status(running, f"/webhooks/stuck/{TOKEN}") for _ in range(2)]
        stuck.release.set()
        assert 503 in answers
        await asyncio.gather(*waiting)
        assert 200 == await _status(running, URL)


async def test_what_nobody_foresaw_is_a_500_that_shows_nothing(log: MemoryDeliveryLog) -> None:
    async with shell(log) as running, running.client.post(f"/webhooks/broken/{TOKEN}", data=b"x") as response:
        text = await response.text()
        assert 500 == response.status
        assert "INTERNAL_SERVER_ERROR" == json.loads(text)["error"]["code"]
        assert "RuntimeError" not in text
        assert "s3cr3t" not in text
    assert [("failed", TENANT)] == [(delivery.outcome, delivery.tenant_id) for delivery in log.deliveries]


async def test_a_delivery_that_cannot_be_recorded_is_answered_all_the_same() -> None:
    async with shell(FullDisk()) as running, running.client.post(URL, data=b"done") as response:
        assert (200, b"done") == (response.status, await response.read())


@pytest.mark.parametrize("sent", ["", "x" * 129, "two words", "a;b"])
async def test_a_request_without_a_sane_id_is_named_here(sent: str, log: MemoryDeliveryLog) -> None:
    async with shell(log) as running, running.client.post(URL, headers={"X-Request-Id": sent}) as response:
        name = response.headers["X-Request-Id"]
    assert 7 == UUID(name).version
    assert name == log.deliveries[0].correlation_id


async def test_every_delivery_is_one_log_line_without_body_or_token(log: MemoryDeliveryLog) -> None:
    with capture_logs() as lines:
        async with shell(log) as running, running.client.post(URL, data=b"sign_string=553d93a1") as response:
            assert 200 == response.status
    [line] = [line for line in lines if line["event"] == "webhook.answered"]
    assert ("echo", "accepted", 200) == (line["gateway"], line["outcome"], line["http_status"])
    assert line["duration_ms"] >= 0
    assert TOKEN not in str(lines)
    assert "553d93a1" not in str(lines)


async def test_bytes_that_are_no_text_in_a_header_do_not_hide_a_delivery(log: MemoryDeliveryLog) -> None:
    request = (
        f"POST {URL} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\nX-A: ".encode() + b"\xff\r\n\r\n"
    )
    async with shell(log) as running:
        await send_raw(running.port, request)
    [delivery] = log.deliveries
    assert "\N{REPLACEMENT CHARACTER}" == delivery.headers["x-a"]


@pytest.mark.parametrize(("is_ready", "status"), [(True, 200), (False, 503)])
async def test_alive_is_not_yet_ready(*, is_ready: bool, status: int, log: MemoryDeliveryLog) -> None:
    async def ready() -> bool:
        return is_ready

    async with running_shell(handlers={}, configurations=Endpoints(), delivery_log=log, ready=ready) as running:
        async with running.client.get("/healthz") as response:
            assert 200 == response.status
        async with running.client.get("/readyz") as response:
            assert status == response.status


async def test_further_routes_come_with_the_same_middleware(log: MemoryDeliveryLog) -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="pay here")

    routes = [web.get("/sandbox/pay", page)]
    async with (
        running_shell(handlers={}, configurations=Endpoints(), delivery_log=log, more_routes=routes) as running,
        running.client.get("/sandbox/pay") as response,
    ):
        assert "pay here" == await response.text()
        assert "X-Request-Id" in response.headers


async def _status(running: Shell, path: str) -> int:
    async with running.client.post(path, data=b"x") as response:
        return response.status
