"""What is remembered of calls to endpoints that nobody has: enough to see them, never enough to fill a disk."""

import asyncio
import hashlib

import pytest
from structlog.testing import capture_logs

from adapters.webhooks.limits import WebhookLimits
from adapters.webhooks.strangers import TokenBucket
from adapters.webhooks.tally import Tally
from billing.domain.gateway import GatewayConfiguration
from billing.ports.delivery_log import Delivery
from tests.contract.webhooks.shell import running_shell
from tests.fakes.delivery_log import MemoryDeliveryLog

GUESS = "/webhooks/click/guessed"


class Nobody:
    """No endpoint is configured."""

    async def by_endpoint(self, *, gateway: str, endpoint: str) -> GatewayConfiguration | None:
        return None


async def kept(
    body: bytes, *, headers: dict[str, str] | None = None, times: int = 1, limits: WebhookLimits | None = None
) -> list[Delivery]:
    """What the log holds after a stranger called."""
    log = MemoryDeliveryLog()
    async with running_shell(
        handlers={}, configurations=Nobody(), delivery_log=log, limits=limits or WebhookLimits()
    ) as running:
        for _ in range(times):
            async with running.client.post(GUESS, data=body, headers=headers) as response:
                assert 404 == response.status
    return log.deliveries


async def test_of_a_strangers_long_body_the_beginning_and_the_hash_are_kept() -> None:
    body = b"x" * 1024 + b"y" * 63 * 1024
    [delivery] = await kept(body)
    assert b"x" * 1024 == delivery.body
    assert f"not_found; body of 65536 bytes cut, sha256 {hashlib.sha256(body).hexdigest()}" == delivery.outcome


async def test_a_strangers_short_body_is_kept_whole() -> None:
    [delivery] = await kept(b"x" * 1024)
    assert (b"x" * 1024, "not_found") == (delivery.body, delivery.outcome)


async def test_of_a_strangers_many_headers_the_first_are_kept() -> None:
    """A head may be a hundred headers of 8 KiB each."""
    [delivery] = await kept(b"", headers={f"x-{number:02}": "x" * 1000 for number in range(20)})
    assert "x-00" in delivery.headers
    assert "x-19" not in delivery.headers
    assert 8 * 1024 >= sum(len(name) + len(value) for name, value in delivery.headers.items())


async def test_of_many_calls_of_strangers_the_first_are_kept() -> None:
    limits = WebhookLimits(stranger_burst=2, strangers_per_second=0.001)
    assert 2 == len(await kept(b"x", times=4, limits=limits))


async def test_calls_that_are_not_kept_have_no_log_lines_of_their_own() -> None:
    limits = WebhookLimits(stranger_burst=2, strangers_per_second=0.001)
    with capture_logs() as lines:
        await kept(b"x", times=4, limits=limits)
    assert 2 == len([line for line in lines if line["event"] == "webhook.answered"])


async def test_what_is_only_counted_is_one_report_per_second() -> None:
    reports: asyncio.Queue[int] = asyncio.Queue()
    tally = Tally(reports.put_nowait, seconds=0.01)
    for count in (3, 1):
        for _ in range(count):
            tally.add()
        assert count == await reports.get()
    assert reports.empty()


@pytest.mark.parametrize(("later", "more"), [(0.0, 0), (0.0625, 0), (0.125, 1), (0.5, 5), (3600.0, 50)])
def test_a_bucket_fills_with_time_up_to_its_burst(later: float, more: int) -> None:
    bucket = TokenBucket(per_second=10, burst=50)
    assert 50 == sum(bucket.take(now=100.0) for _ in range(60))
    assert more == sum(bucket.take(now=100.0 + later) for _ in range(60))
