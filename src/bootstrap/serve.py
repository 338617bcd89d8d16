"""From a command to a running service, in two strands: the database starts and is migrated while the code is loaded.

Both take seconds the first time, and on two processors they need not wait for each other.
"""

import asyncio
import signal
import time
from contextlib import AsyncExitStack
from importlib import import_module
from typing import Any

from bootstrap.addresses import resolve_addresses
from bootstrap.secret import installation_secret
from bootstrap.settings import Settings
from bootstrap.storage import Report, Storage, owner_conninfo


async def serve(*, settings: Settings, report: Report) -> bool:
    """Serve until a signal says stop; whether it ended as it should.

    Raises:
        SettingsError: something outside has to change before the service can start.
    """
    started = time.monotonic()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    addresses = resolve_addresses(settings)
    secret = installation_secret(settings)
    async with AsyncExitStack() as stack:
        migration_code = asyncio.create_task(_load("bootstrap.migration"))
        service_code = asyncio.create_task(_load("bootstrap.service", after=migration_code))
        owner = await stack.enter_async_context(owner_conninfo(settings, report))
        conninfo = await (await migration_code).migrated(settings, owner=owner, secret=secret, report=report)
        service = (await service_code).Service(
            settings=settings,
            addresses=addresses,
            storage=Storage(app_conninfo=conninfo, secret=secret),
            stop=stop,
            report=report,
        )
        ended_well: bool = await service.run(started=started)
    report("Stopped.")
    return ended_well


async def _load(module: str, *, after: asyncio.Task[Any] | None = None) -> Any:  # noqa: ANN401 - a module
    if after is not None:
        await after
    return await asyncio.to_thread(import_module, module)
