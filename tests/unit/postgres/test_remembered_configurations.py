"""Configurations are remembered for a moment, and never longer than somebody changes them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from adapters.postgres.remembered_configurations import REMEMBERED_SECONDS, RememberedConfigurations
from billing.domain.gateway import GatewayConfiguration
from tests.fakes.billing.gateway_configurations import MemoryGatewayConfigurations
from tests.fakes.billing.world import OTHER_TENANT, TENANT

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
CLICK = GatewayConfiguration(
    tenant_id=TENANT,
    gateway="click",
    endpoint="token",
    settings={"secret_key": "old"},
    enabled=True,
    created_at=NOON,
    updated_at=NOON,
)


class SlowStore(MemoryGatewayConfigurations):
    """Counts the questions; answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.is_asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def by_endpoint(self, *, gateway: str, endpoint: str) -> GatewayConfiguration | None:
        self.asked += 1
        self.is_asked.set()
        found = await super().by_endpoint(gateway=gateway, endpoint=endpoint)
        await self.may_answer.wait()
        return found


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def remembering() -> tuple[RememberedConfigurations, SlowStore, Clock]:
    store, clock = SlowStore(), Clock()
    await store.save(CLICK)
    return RememberedConfigurations(store, monotonic=clock), store, clock


async def test_a_provider_that_calls_often_costs_one_question_a_second() -> None:
    remembered, store, clock = await remembering()

    for _ in range(100):
        assert CLICK == await remembered.by_endpoint(gateway="click", endpoint="token")
    clock.now += REMEMBERED_SECONDS
    await remembered.by_endpoint(gateway="click", endpoint="token")

    assert 2 == store.asked


async def test_deliveries_that_come_together_cost_one_question() -> None:
    remembered, store, _ = await remembering()
    store.may_answer.clear()
    deliveries = [asyncio.create_task(remembered.by_endpoint(gateway="click", endpoint="token")) for _ in range(20)]
    await store.is_asked.wait()

    deliveries[0].cancel()
    store.may_answer.set()

    assert [CLICK] * 19 == await asyncio.gather(*deliveries[1:])
    assert 1 == store.asked


async def test_a_changed_secret_and_a_disabled_gateway_take_effect_at_once() -> None:
    remembered, _, _ = await remembering()
    await remembered.by_endpoint(gateway="click", endpoint="token")
    await remembered.get(tenant_id=TENANT, gateway="click")

    changed = await remembered.save(CLICK.changed(settings={"secret_key": "new"}, at=NOON))
    assert changed == await remembered.by_endpoint(gateway="click", endpoint="token")
    assert changed == await remembered.get(tenant_id=TENANT, gateway="click")

    await remembered.save(changed.disabled(at=NOON))
    assert None is await remembered.by_endpoint(gateway="click", endpoint="token")


async def test_what_was_read_before_a_change_is_not_remembered_after_it() -> None:
    remembered, store, _ = await remembering()
    store.may_answer.clear()
    reading = asyncio.create_task(remembered.by_endpoint(gateway="click", endpoint="token"))
    await store.is_asked.wait()

    changed = await remembered.save(CLICK.changed(settings={"secret_key": "new"}, at=NOON))
    store.may_answer.set()

    assert CLICK == await reading
    assert changed == await remembered.by_endpoint(gateway="click", endpoint="token")


async def test_what_is_not_there_is_asked_for_every_time() -> None:
    remembered, store, _ = await remembering()

    assert None is await remembered.by_endpoint(gateway="click", endpoint="another")
    await store.save(replace(CLICK, tenant_id=OTHER_TENANT, endpoint="another"))

    found = await remembered.by_endpoint(gateway="click", endpoint="another")
    assert found is not None
    assert OTHER_TENANT == found.tenant_id
