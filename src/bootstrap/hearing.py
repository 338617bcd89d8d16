"""One more process that hears webhooks; `hamyon serve` starts it (HAMYON_WEBHOOK_PROCESSES) and it ends with it.

It is told on standard input where it finds what the first process has prepared, and with a second line that the whole
service is ready; to each it says `ready` once it is. It stops when that input ends: also when the first process was
killed and could tell nobody. It hears no signal: a Ctrl-C and most supervisors tell every process to stop, and one that
were quicker than the first would be one that died.
"""

import asyncio
import json
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from adapters.grpc_api.server_options import GrpcServerOptions
from adapters.postgres.database import Database
from bootstrap.addresses import Addresses
from bootstrap.background import Background
from bootstrap.listening import listen_http
from bootstrap.opening import open_application, settle_memory, start_ledger_writer
from bootstrap.settings import Settings, load_settings
from bootstrap.storage import Storage

READY = b"ready\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the first process has found or made, as it is told to the others."""

    app_conninfo: str = field(repr=False)
    secret: str = field(repr=False)
    http_host: str
    http_port: int
    public_url: str


async def hear(settings: Settings) -> bool:
    """Hear webhooks until the first process ends; whether this one ended as it should."""
    stop, died = asyncio.Event(), asyncio.Event()

    def fail() -> None:
        died.set()
        stop.set()

    told = await _standard_input()
    prepared = Prepared(**json.loads(await told.readline()))
    serving = asyncio.Event()
    watching = asyncio.create_task(_watch(told, serving=serving, stop=stop), name="first process")
    async with AsyncExitStack() as stack:
        await _listen(stack, settings, prepared, Background(failed=fail), serving)
        settle_memory()
        _say_ready()
        await stop.wait()
    watching.cancel()
    return not died.is_set()


async def _listen(
    stack: AsyncExitStack, settings: Settings, prepared: Prepared, background: Background, serving: asyncio.Event
) -> None:
    addresses = Addresses(
        grpc=GrpcServerOptions(host=settings.grpc_host, port=0, grace_seconds=settings.grace_seconds),
        http_host=prepared.http_host,
        http_port=prepared.http_port,
        public_url=prepared.public_url,
    )
    storage = Storage(app_conninfo=prepared.app_conninfo, secret=prepared.secret.encode())
    application = await open_application(stack, settings=settings, addresses=addresses, storage=storage)
    start_ledger_writer(stack, background, application)
    database: Database = application.foundation.database()

    async def is_ready() -> bool:
        # Whoever asks this port asks about the service, and the first process has more to open.
        return serving.is_set() and await database.answers()

    await listen_http(
        stack,
        application,
        addresses=addresses,
        ready=is_ready,
        more_routes=(),
        grace_seconds=settings.grace_seconds,
        is_shared=True,
    )


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def _watch(told: asyncio.StreamReader, *, serving: asyncio.Event, stop: asyncio.Event) -> None:
    if await told.readline():
        serving.set()
        _say_ready()
        await told.read()
    stop.set()


def _say_ready() -> None:
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()


def main() -> None:
    """Run as `python -m bootstrap.hearing`."""
    import uvloop

    from adapters.telemetry.logging import configure_logging

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    settings = load_settings()
    configure_logging(level=settings.log_level, json=settings.logs_json)
    sys.exit(0 if uvloop.run(hear(settings)) else 1)


if __name__ == "__main__":
    main()
