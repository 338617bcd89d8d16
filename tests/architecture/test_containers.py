"""The containers: nothing is missing, and everything they promise can be made."""

from pathlib import Path

import pytest
from dependency_injector.containers import DynamicContainer
from dependency_injector.providers import Dependency, Provider

from adapters.grpc_api.server_options import GrpcServerOptions
from adapters.postgres.database import Database
from bootstrap.application import Application, Surroundings, build
from bootstrap.settings import Settings
from tests.postgres_server import SECRET, DatabaseAddress

CONTAINERS = ("foundation", "payments", "wallets", "intake", "operations", "api")


@pytest.fixture
def application(database: Database, shared_database: DatabaseAddress, tmp_path: Path) -> Application:
    """Everything joined over a migrated database; nothing runs."""
    surroundings = Surroundings(
        database=database,
        app_conninfo=shared_database.app,
        secret=SECRET,
        grpc=GrpcServerOptions(host="127.0.0.1", port=0, grace_seconds=1),
        public_url="http://127.0.0.1:8080",
    )
    return build(Settings(home=tmp_path), surroundings)


def test_every_container_of_the_application_is_looked_at() -> None:
    assert list(CONTAINERS) == list(Application.__annotations__)


@pytest.mark.parametrize("name", CONTAINERS)
async def test_no_dependency_is_missing(name: str, application: Application) -> None:
    container: DynamicContainer = getattr(application, name)
    container.check_dependencies()
    undefined = [name for name, found in container.dependencies.items() if not getattr(found, "is_defined", True)]
    assert [] == undefined


@pytest.mark.parametrize("name", CONTAINERS)
async def test_every_provider_makes_what_it_promises(name: str, application: Application) -> None:
    """Also those inside others, which have no name of their own."""
    container: DynamicContainer = getattr(application, name)
    providers: list[Provider[object]] = list(container.traverse())
    made = [provider() for provider in providers if not isinstance(provider, Dependency)]
    assert made
    assert None not in made
