"""What every store of gateway configurations keeps."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

from billing.application.configure_gateway import ConfigureGateway
from billing.domain.gateway import GatewayConfiguration
from billing.ports.gateway_configurations import GatewayConfigurations
from shared_kernel.clock import SystemClock
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import TenantId
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import BIRTH
from tests.fakes.billing.providers import MemoryProviders


def a_configuration(tenant_id: TenantId, gateway: str = "click", endpoint: str = "token-1") -> GatewayConfiguration:
    return GatewayConfiguration(
        tenant_id=tenant_id,
        gateway=gateway,
        endpoint=endpoint,
        settings={"service_id": 73438, "secret_key": "s3cr3t-KEY_test", "merchant_user_id": None},
        enabled=True,
        created_at=BIRTH,
        updated_at=BIRTH,
    )


async def test_a_configuration_comes_back_as_it_was(billing_store: BillingStore) -> None:
    mine = a_configuration(billing_store.tenant)
    await billing_store.configurations.save(mine)

    kept = billing_store.configurations
    assert mine == await kept.get(tenant_id=billing_store.tenant, gateway="click")
    assert mine == await kept.by_endpoint(gateway="click", endpoint="token-1")
    assert (mine,) == await kept.list(billing_store.tenant)


async def test_an_endpoint_names_its_own_tenant_and_gateway_only(billing_store: BillingStore) -> None:
    kept = billing_store.configurations
    mine = a_configuration(billing_store.tenant)
    theirs = a_configuration(billing_store.other_tenant, endpoint="token-2")
    await kept.save(mine)
    await kept.save(theirs)

    assert theirs == await kept.by_endpoint(gateway="click", endpoint="token-2")
    assert None is await kept.by_endpoint(gateway="payme", endpoint="token-1")
    assert None is await kept.by_endpoint(gateway="click", endpoint="token-3")
    assert (mine,) == await kept.list(billing_store.tenant)


async def test_saving_replaces_and_a_disabled_endpoint_answers_nobody(billing_store: BillingStore) -> None:
    kept = billing_store.configurations
    mine = a_configuration(billing_store.tenant)
    await kept.save(mine)
    changed = mine.changed(settings={"service_id": 1}, at=BIRTH + timedelta(hours=1))
    await kept.save(changed)
    assert changed == await kept.by_endpoint(gateway="click", endpoint="token-1")

    disabled = changed.disabled(at=BIRTH + timedelta(hours=2))
    await kept.save(disabled)

    assert None is await kept.by_endpoint(gateway="click", endpoint="token-1")
    assert disabled == await kept.get(tenant_id=billing_store.tenant, gateway="click")


async def test_configurations_are_listed_by_name(billing_store: BillingStore) -> None:
    click = a_configuration(billing_store.tenant)
    cash = replace(click, gateway="cash", endpoint="token-4")
    await billing_store.configurations.save(click)
    await billing_store.configurations.save(cash)

    assert (cash, click) == await billing_store.configurations.list(billing_store.tenant)


@dataclass(frozen=True, slots=True)
class BothLookFirst:
    """The store of two processes that both look before either of them saves."""

    kept: GatewayConfigurations
    looked: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(2))

    async def get(self, *, tenant_id: TenantId, gateway: str) -> GatewayConfiguration | None:
        found = await self.kept.get(tenant_id=tenant_id, gateway=gateway)
        await self.looked.wait()
        return found

    async def save(self, configuration: GatewayConfiguration) -> GatewayConfiguration:
        return await self.kept.save(configuration)


async def test_two_first_configurations_at_once_hear_the_same_endpoint(billing_store: BillingStore) -> None:
    """Each caller tells its provider the address it heard, so there must be only one."""
    configure = ConfigureGateway(
        configurations=BothLookFirst(billing_store.configurations),
        providers=MemoryProviders(),
        clock=SystemClock(),
        identifiers=SystemIdentifiers(),
    )

    one, other = await asyncio.gather(
        *(
            configure(tenant_id=billing_store.tenant, gateway="click", settings={"secret_key": secret})
            for secret in ("one", "other")
        )
    )

    assert (one.endpoint, one.created_at) == (other.endpoint, other.created_at)
    assert ["one", "other"] == [heard.settings["secret_key"] for heard in (one, other)]
    stored = await billing_store.configurations.by_endpoint(gateway="click", endpoint=one.endpoint)
    assert 1 == [one, other].count(stored)
