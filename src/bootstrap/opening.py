"""What every process of the service begins with: an application on an open database, and its ledger's writer."""

import asyncio
import gc
from collections.abc import Callable
from contextlib import AsyncExitStack

from adapters.postgres.database import Database, PostgresSettings
from bootstrap.addresses import Addresses
from bootstrap.application import Application, Surroundings, build
from bootstrap.background import Background
from bootstrap.settings import Settings
from bootstrap.storage import Storage

_COLLECTOR_THRESHOLDS = (50_000, 50, 100)


async def open_application(
    stack: AsyncExitStack, *, settings: Settings, addresses: Addresses, storage: Storage
) -> Application:
    """The application, for as long as the stack is open."""
    database = await stack.enter_async_context(Database(PostgresSettings(app_conninfo=storage.app_conninfo)))
    surroundings = Surroundings(
        database=database,
        app_conninfo=storage.app_conninfo,
        secret=storage.secret,
        grpc=addresses.grpc,
        public_url=addresses.public_url,
    )
    application = build(settings, surroundings)
    stack.push_async_callback(application.foundation.http_session().close)
    stack.push_async_callback(application.foundation.outside_session().close)
    return application


def start_ledger_writer(stack: AsyncExitStack, background: Background, application: Application) -> None:
    """Write what is submitted until the stack closes; then with nothing waiting."""
    queue = application.wallets.queue()
    writing = background.start(queue.run(), name="ledger writer")
    stack.push_async_callback(lambda: ended(queue.close, writing))


async def ended(stop: Callable[[], object], task: asyncio.Task[None]) -> None:
    """Tell background work to stop, and wait until it did."""
    stop()
    await asyncio.wait([task])


def settle_memory() -> None:
    """Keep the collector from what lives as long as the process, and let it look less often.

    Requests make many objects and no cycles; with the usual thresholds a third of a transfer's time was spent looking.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTOR_THRESHOLDS)
