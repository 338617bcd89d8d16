"""The gateways this installation knows, and what each needs before it takes money."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from adapters.gateways.plugin import GatewayTools
from adapters.gateways.registry import RegisteredProviders
from adapters.gateways.settings_reader import InvalidSettingsError
from adapters.http_client.session import HttpSession
from billing.domain.details.click import ClickDetails
from billing.domain.direction import Direction
from billing.domain.errors import GatewayNotConfiguredError, UnknownGatewayError
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.initiate import initiate
from billing.domain.provider_call import Operation, ProviderCall, due_call
from billing.domain.transaction import Transaction
from shared_kernel.clock import SystemClock
from shared_kernel.currency import currency
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

NOW = datetime(2026, 1, 15, tzinfo=UTC)
TENANT = TenantId(UUID(int=1))


def registered() -> RegisteredProviders:
    return RegisteredProviders(
        GatewayTools(session=HttpSession(), clock=SystemClock(), public_url="https://hamyon.example")
    )


def configuration(gateway: str, settings: Settings) -> GatewayConfiguration:
    return GatewayConfiguration(
        tenant_id=TENANT,
        gateway=gateway,
        endpoint="token",
        settings=settings,
        enabled=True,
        created_at=NOW,
        updated_at=NOW,
    )


def payment(gateway: str) -> Transaction:
    return initiate(
        transaction_id=UUID(int=2),
        tenant_id=TENANT,
        gateway=gateway,
        direction=Direction.PAYMENT,
        amount=Money(100_000, currency("UZS")),
        order_reference="order-1001",
        return_url="",
        metadata={},
        at=NOW,
    )


def call(transaction: Transaction) -> ProviderCall:
    return due_call(
        call_id=UUID(int=3),
        transaction=transaction,
        operation=Operation.CREATE,
        subject_id=transaction.id,
        at=NOW,
    )


def test_an_unknown_gateway_is_named_as_such() -> None:
    with pytest.raises(UnknownGatewayError):
        registered().get("paypal")


@pytest.mark.parametrize("gateway", ["cash", "integrator"])
async def test_a_local_gateway_has_no_page_and_nothing_to_set(gateway: str) -> None:
    provider = registered().get(gateway)
    assert (True, False, None) == (
        provider.settles_locally,
        provider.needs_network(payment(gateway)),
        provider.currencies,
    )
    provider.check_settings({})
    with pytest.raises(InvalidSettingsError):
        provider.check_settings({"secret_key": "x"})
    link = await provider.create(
        transaction=payment(gateway), configuration=configuration(gateway, {}), call=call(payment(gateway))
    )
    assert "" == link.payment_url


async def test_click_gives_the_payer_a_link_and_keeps_what_it_says() -> None:
    settings: Settings = {"service_id": 73438, "merchant_id": 12345, "secret_key": "s3cr3t"}
    link = (
        await registered()
        .get("click")
        .create(
            transaction=payment("click"), configuration=configuration("click", settings), call=call(payment("click"))
        )
    )
    expected = "https://my.click.uz/services/pay?service_id=73438&merchant_id=12345&amount=1000.00&transaction_param=order-1001"
    assert expected == link.payment_url
    assert isinstance(link.details, ClickDetails)
    assert (expected, "1000.00", "order-1001") == (
        link.details.link,
        (link.details.params or {})["amount"],
        link.details.merchant_trans_id,
    )


async def test_half_configured_click_takes_no_payment() -> None:
    settings: Settings = {"service_id": 73438, "merchant_id": 12345, "secret_key": ""}
    with pytest.raises(GatewayNotConfiguredError):
        await (
            registered()
            .get("click")
            .create(
                transaction=payment("click"),
                configuration=configuration("click", settings),
                call=call(payment("click")),
            )
        )
