"""The service as a process: everything is opened in order, runs, and is closed in the opposite order."""

import asyncio
import gc
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from adapters.postgres.database import Database, PostgresSettings
from adapters.sandbox.index.page import INDEX
from bootstrap.addresses import Addresses
from bootstrap.application import Application, Surroundings, build
from bootstrap.background import (
    Background,
    expire_forever,
    reconcile_forever,
    recover_forever,
    resolve_forever,
)
from bootstrap.development import PrepareDevelopment
from bootstrap.listening import listen_grpc, listen_http
from bootstrap.sandbox.simulators import Sandbox, simulate
from bootstrap.settings import Settings
from bootstrap.storage import Report, Storage

_COLLECTOR_THRESHOLDS = (50_000, 50, 100)


class Service:
    """One process that is everything: gRPC, webhooks, relay and workers."""

    def __init__(
        self, *, settings: Settings, addresses: Addresses, storage: Storage, stop: asyncio.Event, report: Report
    ) -> None:
        self._settings = settings
        self._addresses = addresses
        self._storage = storage
        self._report = report
        self._stop = stop
        self._ready = False
        self._failed = False

    async def run(self, *, started: float) -> bool:
        """Serve until told to stop; whether it ended as it should. It was `started` at that time (monotonic seconds).

        Raises:
            SettingsError: something outside has to change before the service can start.
        """
        async with AsyncExitStack() as stack:
            application = await self._open(stack)
            await self._start_work(stack, application)
            key_file = await self._prepare_development(application)
            await self._listen(stack, application)
            _settle_memory()
            self._ready = True
            seconds = time.monotonic() - started
            self._report(_greeting(self._addresses, key_file, sandbox=self._settings.sandbox_is_on, seconds=seconds))
            await self._stop.wait()
            self._ready = False
            self._report("Stopping: finishing what has begun …")
        return not self._failed

    async def _open(self, stack: AsyncExitStack) -> Application:
        settings = PostgresSettings(app_conninfo=self._storage.app_conninfo)
        database = await stack.enter_async_context(Database(settings))
        surroundings = Surroundings(
            database=database,
            app_conninfo=self._storage.app_conninfo,
            secret=self._storage.secret,
            grpc=self._addresses.grpc,
            public_url=self._addresses.public_url,
        )
        application = build(self._settings, surroundings)
        stack.push_async_callback(application.foundation.http_session().close)
        stack.push_async_callback(application.foundation.outside_session().close)
        return application

    async def _start_work(self, stack: AsyncExitStack, application: Application) -> None:
        """Start the background work; it ends in the opposite order, the ledger's writer last, with nothing waiting."""
        background = Background(failed=self._fail)
        queue = application.wallets.queue()
        writing = background.start(queue.run(), name="ledger writer")
        stack.push_async_callback(lambda: _ended(queue.close, writing))
        relay = application.foundation.relay()
        relaying = background.start(relay.run(), name="outbox relay")
        stack.push_async_callback(lambda: _ended(relay.stop, relaying))
        recovering = background.start(recover_forever(application.wallets.recover_initiated()), name="recovery")
        stack.push_async_callback(lambda: _ended(recovering.cancel, recovering))
        resolving = background.start(resolve_forever(application.payments.resolve_calls()), name="provider calls")
        stack.push_async_callback(lambda: _ended(resolving.cancel, resolving))
        sweeping = background.start(expire_forever(application.payments.expire_attempts()), name="overdue attempts")
        stack.push_async_callback(lambda: _ended(sweeping.cancel, sweeping))
        operations = application.operations
        reconciling = background.start(
            reconcile_forever(operations.plan_reconciliations(), operations.carry_out_reconciliations()),
            name="reconciliation",
        )
        stack.push_async_callback(lambda: _ended(reconciling.cancel, reconciling))

    async def _prepare_development(self, application: Application) -> Path | None:
        if not self._settings.is_development:
            return None
        foundation = application.foundation
        prepare = PrepareDevelopment(
            tenants=foundation.tenants(),
            api_keys=foundation.api_keys(),
            configurations=foundation.gateway_configurations(),
            configure_gateway=application.payments.configure_gateway(),
            identifiers=foundation.identifiers(),
            clock=foundation.clock(),
        )
        return await prepare(settings=self._settings, public_url=self._addresses.public_url)

    async def _listen(self, stack: AsyncExitStack, application: Application) -> None:
        sandbox = Sandbox()
        if self._settings.sandbox_is_on:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            sandbox = simulate(application.foundation, session=session, public_url=self._addresses.public_url)
        await listen_http(
            stack,
            application,
            addresses=self._addresses,
            ready=lambda: self._is_ready(application),
            more_routes=sandbox.routes,
            grace_seconds=self._settings.grace_seconds,
        )
        # Before HTTP stops, which waits for callers that a simulator keeps waiting.
        stack.push_async_callback(sandbox.close)
        await listen_grpc(stack, application)

    async def _is_ready(self, application: Application) -> bool:
        database: Database = application.foundation.database()
        return self._ready and await database.answers()

    def _fail(self) -> None:
        self._failed = True
        self._stop.set()


async def _ended(stop: Callable[[], object], task: asyncio.Task[None]) -> None:
    stop()
    await asyncio.wait([task])


def _settle_memory() -> None:
    """Keep the collector from what lives as long as the process, and let it look less often.

    Requests make many objects and no cycles; with the usual thresholds a third of a transfer's time was spent looking.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTOR_THRESHOLDS)


def _greeting(addresses: Addresses, key_file: Path | None, *, sandbox: bool, seconds: float) -> str:
    lines = [
        f"Hamyon is ready after {seconds:.1f} s.",
        f"  gRPC      {addresses.grpc.host}:{addresses.grpc.port}",
        f"  HTTP      {addresses.public_url}",
    ]
    if key_file is not None:
        lines.append(f"  API key   {key_file}   (tenant dev)")
    if sandbox:
        lines.append(f"  Sandbox   {addresses.public_url}{INDEX}")
    return "\n".join(lines)
