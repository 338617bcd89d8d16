"""A lane: one database, and the service on it as it runs, except that its clock is moved by hand.

Seeds of one lane run one after another, each in a tenant of its own; several lanes run beside one another.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from dependency_injector import providers

from adapters.grpc_api.server_options import GrpcServerOptions
from adapters.postgres.database import Database, PostgresSettings
from adapters.postgres.embedded.addresses import free_port
from adapters.webhooks.app import create_app
from adapters.webhooks.server import WebhookServer
from billing.application.look_up_pace import LookUpPace
from bootstrap.application import Application, Surroundings, build
from bootstrap.containers.foundation import FoundationContainer
from bootstrap.settings import Environment, Settings
from shared_kernel.clock import SystemClock
from shared_kernel.events import Envelope
from shared_kernel.tenant import TenantId
from tests.postgres_server import SECRET, DatabaseAddress

# When every seed begins.
START = datetime(2026, 1, 5, 9, tzinfo=UTC)

_HOST = "127.0.0.1"
_LOOK_UPS_PER_SECOND = 10_000
_RELAY_PATIENCE_SECONDS = 15.0
_LOOK_SECONDS = 1.0
_CONSUMER = "campaign"


_UNTAKEN = """
SELECT event.type, event.data::text, parked.attempts, parked.last_error
FROM platform.relay_failures AS parked
JOIN platform.outbox AS event ON (event.tenant_id, event.id) = (parked.tenant_id, parked.event_id)
WHERE parked.tenant_id = %s AND parked.attempts > 0
"""


class UntakenEventError(Exception):
    """An event that some consumer does not take."""


class LaneClock:
    """The one clock of the service and of the simulators: it stands until it is moved."""

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        return self._now

    def pass_by(self, time: timedelta) -> None:
        self._now += time

    def turn_back(self) -> None:
        """Begin again: a seed sees the same times wherever it runs."""
        self._now = START


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A running service. `owner` is a connection of the database's owner, who sees every tenant."""

    application: Application
    clock: LaneClock
    public_url: str
    address: DatabaseAddress
    owner: psycopg.AsyncConnection[Any]
    heard: asyncio.Condition

    async def rows(self, statement: str, *values: object) -> Sequence[tuple[Any, ...]]:
        """What the database answers its owner."""
        return await (await self.owner.execute(statement, values)).fetchall()

    async def relayed(self, tenant_id: TenantId) -> None:
        """Return when every event of the tenant has been taken by all who listen, and nothing new came of it."""
        try:
            async with asyncio.timeout(_RELAY_PATIENCE_SECONDS), self.heard:
                while await self._untaken(tenant_id):
                    # What becomes a dead letter is written down only after its consumers were told.
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self.heard.wait(), _LOOK_SECONDS)
        except TimeoutError as error:
            raise UntakenEventError(await self.rows(_UNTAKEN, tenant_id)) from error

    async def _untaken(self, tenant_id: TenantId) -> bool:
        bus = self.application.foundation.bus()
        wanted = await self.rows(
            "SELECT id FROM platform.outbox WHERE tenant_id = %s AND type = ANY (%s) "
            "EXCEPT SELECT event_id FROM platform.dead_letters",
            tenant_id,
            list(bus.types),
        )
        return not {row[0] for row in wanted} <= {event.id for event in bus.published}


@asynccontextmanager
async def running_lane(address: DatabaseAddress) -> AsyncIterator[Lane]:
    """The service from its start to its end."""
    port, clock, heard = free_port(_HOST), LaneClock(), asyncio.Condition()
    settings = Settings(environment=Environment.DEVELOPMENT, http_port=port)
    public_url = f"http://{_HOST}:{port}"
    connecting = psycopg.AsyncConnection.connect(address.owner, autocommit=True)
    async with Database(PostgresSettings(app_conninfo=address.app)) as database, await connecting as owner:
        surroundings = Surroundings(
            database=database,
            app_conninfo=address.app,
            secret=SECRET,
            grpc=GrpcServerOptions(host=_HOST, port=0, grace_seconds=0),
            public_url=public_url,
        )
        # A function: containers copy what they are given, and there must be one clock.
        with FoundationContainer.clock.override(providers.Callable(lambda: clock)):
            application = build(settings, surroundings)
        # By a clock that is turned back nobody's turn would ever come.
        application.operations.pace.override(LookUpPace(per_second=_LOOK_UPS_PER_SECOND, clock=SystemClock()))
        application.foundation.bus().subscribe(
            consumer=_CONSUMER, types=application.foundation.bus().types, handler=_listener(heard)
        )
        async with _working(application), _listening(application, port):
            yield Lane(
                application=application, clock=clock, public_url=public_url, address=address, owner=owner, heard=heard
            )
        await application.foundation.http_session().close()
        await application.foundation.outside_session().close()


def _listener(heard: asyncio.Condition) -> Callable[[Envelope], Awaitable[None]]:
    """The last of the consumers: once it has returned, the event counts as published."""
    telling = set[asyncio.Task[None]]()

    async def tell() -> None:
        async with heard:
            heard.notify_all()

    async def hear(_: Envelope) -> None:
        task = asyncio.create_task(tell())
        telling.add(task)
        task.add_done_callback(telling.discard)

    return hear


@asynccontextmanager
async def _working(application: Application) -> AsyncIterator[None]:
    queue, relay = application.wallets.queue(), application.foundation.relay()
    tasks = [asyncio.create_task(queue.run()), asyncio.create_task(relay.run())]
    try:
        yield
    finally:
        relay.stop()
        queue.close()
        await asyncio.gather(*tasks)


@asynccontextmanager
async def _listening(application: Application, port: int) -> AsyncIterator[None]:
    limits = application.intake.limits()
    app = create_app(
        intake=application.intake.webhooks(),
        ready=_ready,
        identifiers=application.foundation.identifiers(),
        limits=limits,
    )
    server = WebhookServer(app=app, host=_HOST, port=port, grace_seconds=1, limits=limits)
    await server.start()
    try:
        yield
    finally:
        await server.stop()


async def _ready() -> bool:
    return True
