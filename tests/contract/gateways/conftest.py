"""What the conformance suites run on: every registered gateway whose provider calls us, on every store."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from adapters.postgres.database import Database
from tests.contract.conftest import PostgresBillingStore
from tests.contract.gateways.house import Merchant, two_merchants
from tests.contract.gateways.registered import CALLING
from tests.contract.gateways.stores import Store, memory_store, postgres_store


@pytest.fixture
def memory_gateway_store() -> Store:
    """Quick, and with every lock PostgreSQL would take."""
    return memory_store()


@pytest.fixture
async def postgres_gateway_store(postgres_billing_store: PostgresBillingStore, database: Database) -> Store:
    """The real thing."""
    return await postgres_store(postgres_billing_store, database)


@pytest.fixture(params=["memory_gateway_store", "postgres_gateway_store"], ids=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """Every store the suites must hold for."""
    found: Store = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def log_lines() -> Iterator[list[EventDict]]:
    """What was logged."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture(params=CALLING)
async def merchants(
    request: pytest.FixtureRequest, store: Store, log_lines: list[EventDict], caplog: pytest.LogCaptureFixture
) -> AsyncIterator[tuple[Merchant, Merchant]]:
    """Two merchants of the gateway; afterwards every call is on record with its answer, and no secret is anywhere."""
    caplog.set_level(logging.DEBUG)
    async with two_merchants(request.param, store) as both:
        yield both
        kept = await store.deliveries()
    posted = [pair for merchant in both for pair in merchant.posted]
    assert sorted((reply.status, reply.body) for _, reply in posted) == sorted(
        (delivery.http_status, delivery.answer) for delivery in kept
    )
    told = [*map(str, log_lines), caplog.text]
    recorded = [str((delivery.headers, delivery.body, delivery.answer, delivery.outcome)) for delivery in kept]
    secrets = set.union(*(merchant.secrets for merchant in both))
    assert [] == [text for text in (*told, *recorded) if any(secret in text for secret in secrets)]


@pytest.fixture
def merchant(merchants: tuple[Merchant, Merchant]) -> Merchant:
    """One of them, where one is enough."""
    return merchants[0]
