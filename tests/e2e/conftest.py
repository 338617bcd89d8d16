"""The service as its users meet it: one that all stories share, and the payer who pays there."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from adapters.grpc_api.client import HamyonClient, connected
from bootstrap.demo.payer import Payer
from tests.e2e.service import RunningService, started
from tests.postgres_server import DatabaseAddress, DatabaseServer


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """`hamyon serve` in an empty directory, with nothing configured but a rate."""
    with started(tmp_path_factory.mktemp("service"), exchange_rates="USD/UZS=12650.00") as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, made_cluster: Path) -> Path:
    """The home of a service of its own, which need not make its database server's files first."""
    shutil.copytree(made_cluster, tmp_path / "postgres" / "data")
    return tmp_path


@pytest.fixture
async def client(service: RunningService) -> AsyncIterator[HamyonClient]:
    """A caller with the development key."""
    async with connected(service.grpc, api_key=service.key) as opened:
        yield opened


@pytest.fixture
async def payer() -> AsyncIterator[Payer]:
    """Somebody with money at Click."""
    async with ClientSession() as session:
        yield Payer(session)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service_database(postgres_server: DatabaseServer) -> DatabaseAddress:
    """A migrated database of its own for services that are given one: no other test's events are in its outbox."""
    return await postgres_server.create()
