"""Several processes hear webhooks on one port, as one service."""

import os
import select
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.booked import booked_once
from tests.e2e.click import announce
from tests.e2e.service import PATIENCE_SECONDS, RunningService, hamyon, started
from tests.postgres_server import SECRET, DatabaseAddress


@pytest.fixture
def service(service_database: DatabaseAddress, tmp_path: Path) -> Iterator[RunningService]:
    """Three processes, without a sandbox."""
    database = {"database_url": service_database.owner, "secret_key": SECRET.decode()}
    with started(tmp_path, webhook_processes="3", sandbox="false", **database) as running:
        yield running


def hearing(service: RunningService) -> list[int]:
    """The process numbers of the further ones."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            status, command = (process / "status").read_text(), (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"PPid:\t{service.process.pid}\n" in status and b"bootstrap.hearing" in command:
            found.append(int(process.name))
    return found


def answer(service: RunningService, path: str) -> int:
    """The status on a connection of its own, which may be any process's."""
    connection = HTTPConnection(urlsplit(service.http).netloc, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def is_free(address: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((str(urlsplit(address).hostname), urlsplit(address).port or 0)) != 0


def has_ended(process: int) -> bool:
    """Whether the process behind this descriptor ended before long."""
    ends = select.poll()
    ends.register(process, select.POLLIN)
    return bool(ends.poll(1000 * PATIENCE_SECONDS))


async def test_what_all_of_them_hear_at_once_is_one_payment_and_they_end_together(
    service: RunningService, service_database: DatabaseAddress
) -> None:
    others = [os.pidfd_open(one) for one in hearing(service)]
    assert 2 == len(others)
    assert {200} == {answer(service, "/readyz") for _ in range(30)}
    deposit = replace(await announce(service), at_once=20)
    assert await booked_once(await deposit.drive(service), owner=service_database.owner)

    service.terminate()

    assert 0 == service.ended()
    assert is_free(service.http)
    assert all(has_ended(one) for one in others)


def test_a_supervisor_that_tells_every_process_to_stop_is_told_of_no_error(service: RunningService) -> None:
    """As systemd does; the first process decides, and the others may not be quicker."""
    for one in hearing(service):
        os.kill(one, signal.SIGTERM)
    assert {200} == {answer(service, "/readyz") for _ in range(30)}

    service.terminate()

    assert 0 == service.ended()
    assert not service.complaints


def test_the_service_ends_with_an_error_when_one_of_them_dies(service: RunningService) -> None:
    os.kill(hearing(service)[0], signal.SIGKILL)

    assert 1 == service.ended()
    assert any("webhook process" in line for line in service.complaints)
    assert is_free(service.http)


def test_none_outlives_a_first_process_that_is_killed(service: RunningService) -> None:
    others = [os.pidfd_open(one) for one in hearing(service)]
    assert 2 == len(others)

    service.process.kill()

    assert all(has_ended(one) for one in others)
    assert is_free(service.http)


def test_the_sandbox_lives_in_one_process(tmp_path: Path) -> None:
    refused = hamyon("serve", home=tmp_path, webhook_processes="2")

    assert 1 == refused.returncode
    assert "HAMYON_WEBHOOK_PROCESSES needs HAMYON_SANDBOX=false" in refused.stderr
