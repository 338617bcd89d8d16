"""The service as a process: everything is opened in order, runs, and is closed in the opposite order."""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from adapters.postgres.database import Database
from adapters.sandbox.index.page import INDEX
from bootstrap.addresses import Addresses
from bootstrap.application import Application
from bootstrap.background import (
    Background,
    expire_forever,
    reconcile_forever,
    recover_forever,
    resolve_forever,
)
from bootstrap.development import PrepareDevelopment
from bootstrap.listening import listen_grpc, listen_http
from bootstrap.opening import ended, open_application, settle_memory, start_ledger_writer
from bootstrap.sandbox.simulators import Sandbox, simulate
from bootstrap.settings import Settings
from bootstrap.storage import Report, Storage
from bootstrap.webhook_processes import WebhookProcesses


class Service:
    """The process that is everything: gRPC, webhooks, relay and workers; others may hear webhooks with it."""

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
            application = await open_application(
                stack, settings=self._settings, addresses=self._addresses, storage=self._storage
            )
            background = Background(failed=self._fail)
            await self._start_work(stack, background, application)
            key_file = await self._prepare_development(application)
            await self._listen_http(stack, application)
            # Before gRPC has threads: it writes lines that are no JSON whenever it sees a process fork.
            processes = await self._start_more_processes(stack, background)
            await listen_grpc(stack, application)
            settle_memory()
            self._ready = True
            await processes.announce()
            seconds = time.monotonic() - started
            self._report(_greeting(self._addresses, key_file, sandbox=self._settings.sandbox_is_on, seconds=seconds))
            await self._stop.wait()
            self._ready = False
            self._report("Stopping: finishing what has begun …")
        return not self._failed

    async def _start_work(self, stack: AsyncExitStack, background: Background, application: Application) -> None:
        """Start the background work; it ends in the opposite order, the ledger's writer last."""
        start_ledger_writer(stack, background, application)
        relay = application.foundation.relay()
        relaying = background.start(relay.run(), name="outbox relay")
        stack.push_async_callback(lambda: ended(relay.stop, relaying))
        recovering = background.start(recover_forever(application.wallets.recover_initiated()), name="recovery")
        stack.push_async_callback(lambda: ended(recovering.cancel, recovering))
        resolving = background.start(resolve_forever(application.payments.resolve_calls()), name="provider calls")
        stack.push_async_callback(lambda: ended(resolving.cancel, resolving))
        sweeping = background.start(expire_forever(application.payments.expire_attempts()), name="overdue attempts")
        stack.push_async_callback(lambda: ended(sweeping.cancel, sweeping))
        operations = application.operations
        reconciling = background.start(
            reconcile_forever(operations.plan_reconciliations(), operations.carry_out_reconciliations()),
            name="reconciliation",
        )
        stack.push_async_callback(lambda: ended(reconciling.cancel, reconciling))

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

    async def _listen_http(self, stack: AsyncExitStack, application: Application) -> None:
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
            is_shared=self._settings.webhook_processes > 1,
        )
        # Before HTTP stops, which waits for callers that a simulator keeps waiting.
        stack.push_async_callback(sandbox.close)

    async def _start_more_processes(self, stack: AsyncExitStack, background: Background) -> WebhookProcesses:
        processes = WebhookProcesses(
            addresses=self._addresses,
            storage=self._storage,
            background=background,
            grace_seconds=self._settings.grace_seconds,
        )
        stack.push_async_callback(processes.stop)
        await processes.start(self._settings.webhook_processes - 1)
        return processes

    async def _is_ready(self, application: Application) -> bool:
        database: Database = application.foundation.database()
        return self._ready and await database.answers()

    def _fail(self) -> None:
        self._failed = True
        self._stop.set()


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
