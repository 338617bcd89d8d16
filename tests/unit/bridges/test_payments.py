"""Deposits become payments, withdrawals become payouts, and what becomes of those settles the books."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest

from accounts.domain.status import Status
from adapters.event_bus.delivery_error import DeliveryError
from billing.domain.amounts import MAX_AMOUNT
from billing.domain.direction import Direction
from billing.domain.errors import (
    AmountTooLargeError,
    CurrencyNotSupportedError,
    GatewayNotConfiguredError,
    GatewayRefusedError,
    UnknownGatewayError,
)
from shared_kernel.errors import ExternalError
from shared_kernel.money import CurrencyMismatchError
from tests.builders import OTHER_TENANT, TENANT, money
from tests.fakes.accounts.world import deposit_request
from tests.fakes.bridges.world import BridgedWorld, payment_id


class CutOffError(ExternalError):
    """The provider's answer never arrived."""

    retryable = True


@pytest.fixture
async def world() -> AsyncIterator[BridgedWorld]:
    async with BridgedWorld().running() as running:
        yield running


async def test_a_deposit_opens_a_payment_of_its_amount_whose_order_is_the_deposit(world: BridgedWorld) -> None:
    deposit = await world.deposited(await world.accounts.account(), money(150_000), gateway="click")
    payment = await world.billing.transaction(payment_id(deposit))
    expected = (money(150_000), "click", Direction.PAYMENT, str(deposit.id), deposit.payment_url)
    assert expected == (
        payment.amount,
        payment.gateway,
        payment.direction,
        payment.order_reference,
        payment.payment_url,
    )
    assert Status.PENDING is deposit.status


async def test_asking_again_for_a_deposit_answers_the_same_payment(world: BridgedWorld) -> None:
    request = deposit_request(await world.accounts.account(), money(150_000), gateway="click")
    first = await world.deposit(tenant_id=TENANT, request=request)
    assert first == await world.deposit(tenant_id=TENANT, request=request)
    assert ["billing.transaction.created.v1", "billing.transaction.pending.v1"] == await world.billing.event_types()


async def test_a_paid_deposit_is_booked_once_however_often_it_is_reported(world: BridgedWorld) -> None:
    account = await world.accounts.account()
    deposit = await world.deposited(account, money(150_000))
    await world.paid(deposit)
    for _ in range(3):
        await world.deliver(world.published())
    assert Status.COMPLETED is world.now(deposit).status
    assert 150_000 == world.accounts.now(account).posted


async def test_a_canceled_payment_fails_its_deposit_with_the_reason(world: BridgedWorld) -> None:
    account = await world.accounts.account()
    deposit = await world.deposited(account)
    await world.canceled(deposit)
    await world.deliver(world.published())
    failed = world.now(deposit)
    assert (Status.FAILED, "PAYMENT_CANCELED") == (failed.status, failed.failure and failed.failure.reason)
    assert 0 == world.accounts.now(account).posted


async def test_a_payout_that_was_made_takes_the_held_money(world: BridgedWorld) -> None:
    account = await world.funded(200_000)
    withdrawal = await world.withdrawn(account, money(150_000))
    assert Direction.PAYOUT is (await world.billing.transaction(payment_id(withdrawal))).direction
    await world.paid(withdrawal)
    await world.deliver(world.published())
    after = world.accounts.now(account)
    assert (50_000, 0) == (after.posted, after.held)


async def test_a_payout_that_was_canceled_gives_the_held_money_back(world: BridgedWorld) -> None:
    account = await world.funded(200_000)
    withdrawal = await world.withdrawn(account, money(150_000))
    await world.canceled(withdrawal)
    await world.deliver(world.published())
    after = world.accounts.now(account)
    assert (200_000, 200_000) == (after.posted, after.available)


async def test_payments_of_somebody_elses_orders_are_passed_over(world: BridgedWorld) -> None:
    for order in ("", "order-17", str(UUID(int=17))):
        payment = await world.billing.create(
            tenant_id=TENANT, gateway="cash", amount=money(100_000), order_reference=order
        )
        await world.billing.complete(tenant_id=TENANT, transaction_id=payment.id)
    await world.deliver(world.published())
    assert [] == world.accounts.transactions()


async def test_a_payment_that_only_claims_to_be_for_a_deposit_does_not_settle_it(world: BridgedWorld) -> None:
    """The reference is anybody's to write; here even with the right sum, after the real payment was canceled."""
    deposit = await world.deposited(await world.accounts.account())
    await world.canceled(deposit)
    (canceled,) = world.published()
    forged = await world.billing.create(
        tenant_id=TENANT, gateway="cash", amount=deposit.amount, order_reference=str(deposit.id)
    )
    await world.billing.complete(tenant_id=TENANT, transaction_id=forged.id)
    await world.deliver([event for event in world.published() if event != canceled])
    assert Status.PENDING is world.now(deposit).status
    await world.deliver([canceled])
    assert Status.FAILED is world.now(deposit).status


async def test_money_for_a_deposit_that_has_failed_is_booked(world: BridgedWorld) -> None:
    account = await world.accounts.account()
    deposit = await world.deposited(account)
    await world.accounts.failed(deposit)
    await world.paid(deposit)
    for _ in range(2):
        await world.deliver(world.published())
    assert Status.COMPLETED is world.now(deposit).status
    assert deposit.amount.minor_units == world.accounts.now(account).posted


async def test_more_than_was_asked_is_refused_for_good_and_named(world: BridgedWorld) -> None:
    deposit = await world.deposited(await world.accounts.account())
    await world.paid(deposit)
    (paid,) = world.published()
    with pytest.raises(DeliveryError) as caught:
        await world.deliver([replace(paid, data={**paid.data, "captured_amount": deposit.amount.minor_units + 1})])
    assert caught.value.is_final
    assert [CurrencyMismatchError] == [type(error) for error in caught.value.failures.values()]


@pytest.mark.parametrize(
    ("gateway", "code", "refusal"),
    [
        ("nonesuch", "UZS", UnknownGatewayError),
        ("click", "USD", CurrencyNotSupportedError),
        ("integrator", "UZS", GatewayNotConfiguredError),
    ],
)
async def test_a_gateway_that_cannot_serve_the_deposit_is_refused_before_anything_is_written(
    world: BridgedWorld, gateway: str, code: str, refusal: type[Exception]
) -> None:
    account = await world.accounts.account(code)
    with pytest.raises(refusal):
        await world.deposited(account, money(100, code), gateway=gateway)
    assert [] == world.accounts.transactions()


@pytest.mark.parametrize("gateway", ["click", "cash"])
async def test_more_than_one_payment_can_be_is_refused_before_anything_is_written(
    world: BridgedWorld, gateway: str
) -> None:
    account = await world.accounts.account()
    with pytest.raises(AmountTooLargeError):
        await world.deposited(account, money(MAX_AMOUNT + 1), gateway=gateway)
    assert [] == world.accounts.transactions()


async def test_a_gateway_is_configured_by_each_tenant_for_itself(world: BridgedWorld) -> None:
    with pytest.raises(GatewayNotConfiguredError):
        await world.check_gateway(tenant_id=OTHER_TENANT, gateway="click", amount=money(1))


async def test_a_disabled_gateway_is_refused_also_when_it_settles_locally(world: BridgedWorld) -> None:
    await world.check_gateway(tenant_id=TENANT, gateway="cash", amount=money(1))
    await world.billing.configure(tenant_id=TENANT, gateway="cash", settings={})
    await world.billing.disable(tenant_id=TENANT, gateway="cash")
    with pytest.raises(GatewayNotConfiguredError):
        await world.check_gateway(tenant_id=TENANT, gateway="cash", amount=money(1))


async def test_a_gateway_disabled_after_the_look_fails_the_deposit_with_its_reason(world: BridgedWorld) -> None:
    account = await world.accounts.account()

    async def look_then_disable(**asked: object) -> None:
        await world.billing.disable(tenant_id=TENANT, gateway="click")

    world.payments.require_available = look_then_disable  # type: ignore[method-assign]
    deposit = await world.deposited(account, gateway="click")
    assert (Status.FAILED, "GATEWAY_NOT_CONFIGURED") == (deposit.status, deposit.failure and deposit.failure.reason)


async def test_a_deposit_whose_payment_the_gateway_refuses_has_failed_at_once(world: BridgedWorld) -> None:
    await world.billing.configure(tenant_id=TENANT, gateway="integrator", settings={})

    async def refuse() -> None:
        raise GatewayRefusedError(gateway="integrator", code="-5", message="No such shop.")

    world.billing.providers.network.before = refuse
    deposit = await world.deposited(await world.accounts.account(), gateway="integrator")
    assert (Status.FAILED, "GATEWAY_REFUSED") == (deposit.status, deposit.failure and deposit.failure.reason)
    await world.deliver(world.published())
    assert deposit == world.now(deposit)


async def test_while_nothing_is_known_of_the_payment_the_deposit_stays_initiated(world: BridgedWorld) -> None:
    await world.billing.configure(tenant_id=TENANT, gateway="integrator", settings={})

    async def cut_off() -> None:
        raise CutOffError

    world.billing.providers.network.before = cut_off
    request = deposit_request(await world.accounts.account(), money(100_000), gateway="integrator")
    with pytest.raises(CutOffError):
        await world.deposit(tenant_id=TENANT, request=request)
    assert [Status.INITIATED] == [item.status for item in world.accounts.transactions()]
    world.billing.providers.network.before = None
    assert Status.PENDING is (await world.deposit(tenant_id=TENANT, request=request)).status
