"""Payments that move no money never pass for payments that do (protocol, section 13)."""

from dataclasses import replace

import pytest

from adapters.gateways.registry import RegisteredProviders
from adapters.gateways.settings_reader import InvalidSettingsError
from billing.domain.errors import GatewayNotConfiguredError
from billing.domain.provider_call import Operation
from billing.domain.status import Status
from billing.ports.payment_provider import PaymentProvider
from tests.contract.octo.shop import OctoShop, octo_reference, octo_shop
from tests.fakes.billing.world import TENANT
from tests.unit.gateways.octo.shop import COMPLETE


def without_test_payments(shop: OctoShop) -> PaymentProvider:
    """Octo in an installation that takes real money only."""
    return RegisteredProviders(replace(shop.payments.gateway_tools(), test_payments=False)).get("octo")


async def configure(shop: OctoShop, **settings: object) -> None:
    """Configure Octo anew; the endpoint stays."""
    address = f"http://127.0.0.1:{shop.shell.port}/sandbox/octo"
    await shop.payments.configure_gateway()(
        tenant_id=TENANT, gateway="octo", settings={**COMPLETE, "api_url": address, **settings}
    )


async def test_the_flag_is_sent_and_kept_with_the_payment() -> None:
    async with octo_shop(test=True) as shop:
        transaction = await shop.order()
        terms = shop.simulator.payment(octo_reference(transaction)).terms
        await shop.simulator.pay(octo_reference(transaction))
        after = await shop.transaction(transaction)
    assert (True, True, Status.COMPLETED) == (terms.test, after.details.test, after.status)


async def test_where_real_money_is_taken_test_mode_is_refused(taking: OctoShop) -> None:
    provider = without_test_payments(taking)
    provider.check_settings({**COMPLETE, "test": False})
    with pytest.raises(InvalidSettingsError) as refusal:
        provider.check_settings({**COMPLETE, "test": True})
    assert "settings.test" == refusal.value.field


async def test_a_shop_that_was_in_test_mode_before_opens_nothing() -> None:
    """Accounts would be credited with what nobody paid."""
    async with octo_shop(test=True) as shop:
        transaction = await shop.order()
        [call] = [call for call in await shop.calls(transaction) if call.operation is Operation.CREATE]
        configuration = await shop.payments.configurations().get(tenant_id=TENANT, gateway="octo")
        with pytest.raises(GatewayNotConfiguredError):
            await without_test_payments(shop).create(transaction=transaction, configuration=configuration, call=call)
        assert 1 == len(shop.simulator.statements())


@pytest.mark.parametrize("hold", [False, True])
async def test_a_test_payment_that_is_paid_when_test_mode_is_off_is_over(*, hold: bool) -> None:
    async with octo_shop(test=True, hold=hold) as shop:
        transaction = await shop.order()
        await configure(shop, hold=hold)
        await shop.simulator.pay(octo_reference(transaction))
        after = await shop.transaction(transaction)
        assert (Status.CANCELED, 0) == (after.status, after.captured_amount.minor_units)
        assert 0 == shop.simulator.statement(octo_reference(transaction)).held


async def test_what_was_booked_in_test_mode_stays_booked() -> None:
    async with octo_shop(test=True) as shop:
        paid = await shop.paid()
        await configure(shop)
        await shop.refund(paid, tiyin=500_000)
        assert Status.PARTIALLY_REFUNDED is await shop.status(paid)
