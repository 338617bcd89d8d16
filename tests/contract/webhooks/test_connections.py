"""How long a connection may keep the shell waiting, and how many there may be."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from adapters.webhooks.limits import WebhookLimits
from billing.domain.gateway import GatewayConfiguration
from tests.contract.webhooks.shell import Shell, running_shell
from tests.fakes.delivery_log import MemoryDeliveryLog

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
LIMITS = WebhookLimits(head_seconds=0.3, unread_seconds=0.3, connections=3)


class Nobody:
    """No endpoint is configured."""

    async def by_endpoint(self, *, gateway: str, endpoint: str) -> GatewayConfiguration | None:
        return None


@asynccontextmanager
async def shell(*routes: web.AbstractRouteDef) -> AsyncIterator[Shell]:
    """A shell whose patience ends soon; no test of it waits longer than ten seconds."""
    async with (
        asyncio.timeout(10),
        running_shell(
            handlers={},
            configurations=Nobody(),
            delivery_log=MemoryDeliveryLog(),
            limits=LIMITS,
            more_routes=routes,
        ) as running,
    ):
        yield running


@asynccontextmanager
async def connection(running: Shell) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """A connection to the shell."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def healthy(reader: StreamReader, writer: StreamWriter) -> bool:
    """Whether the shell answers on this connection."""
    writer.write(HEALTH)
    answer = await reader.readuntil(b"}")
    return answer.startswith(b"HTTP/1.1 200 ")


async def closed(reader: StreamReader) -> bool:
    """Whether the shell closes the connection without a word; it waits for the end."""
    try:
        return await reader.read() == b""
    except ConnectionResetError:
        # The shell closed while bytes were on their way to it.
        return True


@pytest.mark.parametrize("begun", [b"", b"POST /webh", HEALTH[:-2]], ids=["nothing", "a word", "almost a head"])
async def test_a_connection_without_a_whole_head_is_closed(begun: bytes) -> None:
    """Whoever only begins to speak would hold his connection for as long as he likes."""
    async with shell() as running, connection(running) as (reader, writer):
        writer.write(begun)
        assert await closed(reader)


async def test_a_second_request_that_only_begins_is_closed() -> None:
    async with shell() as running, connection(running) as (reader, writer):
        assert await healthy(reader, writer)
        writer.write(b"POST /webh")
        assert await closed(reader)


async def test_a_head_that_trickles_in_gains_no_time() -> None:
    async with shell() as running, connection(running) as (reader, writer):
        writer.write(HEALTH[:-2] + b"X: ")
        ended = asyncio.create_task(closed(reader))
        while not ended.done():
            writer.write(b"x")
            await asyncio.wait([ended], timeout=0.02)
        assert await ended


async def test_a_connection_that_was_answered_may_rest() -> None:
    """Proxies keep connections for their next request; only its head must not take long."""
    async with shell() as running, connection(running) as resting, connection(running) as silent:
        assert await healthy(*resting)
        # The silent one came later than that answer and is given up: so much time has passed.
        assert await closed(silent[0])
        assert await healthy(*resting)


async def test_an_answer_may_take_longer_than_a_head() -> None:
    release = asyncio.Event()

    async def page(_: web.Request) -> web.Response:
        await release.wait()
        return web.Response(text="{}")

    async with (
        shell(web.get("/page", page)) as running,
        connection(running) as (reader, writer),
        connection(running) as silent,
    ):
        writer.write(HEALTH.replace(b"/healthz", b"/page"))
        assert await closed(silent[0])
        release.set()
        assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200 ")


async def test_a_reader_who_does_not_read_is_cut_off() -> None:
    """Answers nobody takes would fill our memory and hold their connection for ever."""
    cut_off = asyncio.Event()

    async def page(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 1_000_000)
        except ConnectionError:
            cut_off.set()
            raise

    async with shell(web.get("/page", page)) as running, connection(running) as (reader, writer):
        writer.transport.pause_reading()
        writer.write(HEALTH.replace(b"/healthz", b"/page"))
        await cut_off.wait()
        assert not reader.at_eof()


async def test_the_newest_connection_beyond_the_limit_is_closed_at_once() -> None:
    async with shell() as running, connection(running) as first, connection(running) as second:
        assert await healthy(*first)
        assert await healthy(*second)
        async with connection(running) as third:
            assert await healthy(*third)
            async with connection(running) as (reader, _):
                assert await closed(reader)
            assert await healthy(*first)


async def test_a_connection_that_ends_makes_room() -> None:
    async with shell() as running, connection(running) as first, connection(running) as second:
        assert await healthy(*first)
        assert await healthy(*second)
        for _ in range(2):
            async with connection(running) as (reader, writer):
                writer.write(HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
                assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
