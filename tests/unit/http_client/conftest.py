"""A client as every adapter has one."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from adapters.http_client.client import HttpClient
from adapters.http_client.session import HttpSession


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture
async def session() -> AsyncIterator[HttpSession]:
    """The session of one test."""
    opened = HttpSession()
    yield opened
    await opened.close()


@pytest.fixture
def client(session: HttpSession) -> HttpClient:
    """A client without a circuit: what happens to one call is the same with it."""
    return HttpClient(name="somebody", session=session)
