"""Configuring gateways."""

import pytest

from billing.domain.errors import GatewayNotConfiguredError, UnknownGatewayError
from billing.domain.gateway import Settings
from shared_kernel.errors import ValidationError
from tests.fakes.billing.world import OTHER_TENANT, TENANT, BillingWorld

SETTINGS: Settings = {"service_id": 1, "secret_key": "first"}
GUARD_SECRET = "whsec_" + "k" * 32


async def test_new_settings_keep_the_endpoint_the_provider_was_told() -> None:
    world = BillingWorld()
    first = await world.configure(tenant_id=TENANT, gateway="click", settings=SETTINGS)
    await world.disable(tenant_id=TENANT, gateway="click")

    second = await world.configure(tenant_id=TENANT, gateway="click", settings=SETTINGS | {"secret_key": "second"})

    assert (first.endpoint, True, "second") == (second.endpoint, second.enabled, second.settings["secret_key"])
    assert first.created_at == second.created_at


async def test_two_tenants_have_two_endpoints() -> None:
    world = BillingWorld()
    one = await world.configure(tenant_id=TENANT, gateway="click", settings=SETTINGS)
    other = await world.configure(tenant_id=OTHER_TENANT, gateway="click", settings=SETTINGS)

    assert one.endpoint != other.endpoint
    assert min(len(one.endpoint), len(other.endpoint)) >= 43
    assert (one,) == await world.list_gateways(tenant_id=TENANT)


async def test_half_a_configuration_is_refused_and_not_kept() -> None:
    world = BillingWorld()

    with pytest.raises(ValidationError) as refused:
        await world.configure(tenant_id=TENANT, gateway="click", settings={"service_id": 1, "secret_key": ""})
    assert "settings.secret_key" == refused.value.field
    assert () == await world.list_gateways(tenant_id=TENANT)


@pytest.mark.parametrize("half", [{"guard_url": "https://shop.example"}, {"guard_secret": GUARD_SECRET}])
async def test_half_a_guard_is_refused_and_nothing_is_kept(half: Settings) -> None:
    world = BillingWorld()

    with pytest.raises(ValidationError) as refused:
        await world.configure(tenant_id=TENANT, gateway="click", settings={**SETTINGS, **half})
    assert refused.value.field.startswith("settings.guard_")
    assert () == await world.list_gateways(tenant_id=TENANT)


async def test_unknown_gateways_are_not_configured_and_unconfigured_ones_not_disabled() -> None:
    world = BillingWorld()

    with pytest.raises(UnknownGatewayError):
        await world.configure(tenant_id=TENANT, gateway="paypal", settings={})
    with pytest.raises(GatewayNotConfiguredError):
        await world.disable(tenant_id=TENANT, gateway="click")


async def test_a_configuration_does_not_show_its_secrets() -> None:
    configured = await BillingWorld().configure(tenant_id=TENANT, gateway="click", settings=SETTINGS)

    assert "first" not in repr(configured)
