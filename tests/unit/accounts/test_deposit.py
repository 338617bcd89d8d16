"""A deposit: announced, taken to its gateway, settled or failed; a crash between the steps is healed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.domain.account import AccountStatus
from accounts.domain.errors import (
    AccountClosedError,
    AccountFrozenError,
    AccountNotFoundError,
    AmountNotPositiveError,
    AmountTooSmallError,
    RateUnavailableError,
)
from accounts.domain.status import Status
from accounts.domain.system_account import clearing, exchange
from accounts.domain.transaction import Failure
from accounts.ports.payments import PaymentRefusedError
from shared_kernel.currency import UnknownCurrencyError, currency
from shared_kernel.errors import ExternalError, HamyonError, ValidationError
from tests.builders import OTHER_TENANT, TENANT, an_account, money
from tests.fakes.accounts.world import AccountsWorld, deposit_request

UZS, USD = currency("UZS"), currency("USD")


async def test_a_deposit_is_answered_pending_with_the_url_where_the_payer_pays(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    payment = world.payments.opened[deposit.id]
    assert (Status.PENDING, payment.payment_url) == (deposit.status, deposit.payment_url)
    assert payment.billing_transaction_id == deposit.billing_transaction_id
    assert ["accounts.deposit.initiated.v1", "accounts.deposit.pending.v1"] == world.events_of(deposit)
    assert 0 == world.now(account).posted


async def test_a_settled_deposit_comes_out_of_the_gateways_clearing_account(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.settled(await world.deposited(account, money(10_000)))
    assert (Status.COMPLETED, 10_000) == (deposit.status, world.now(account).posted)
    assert -10_000 == world.house(clearing(tenant_id=TENANT, gateway="click", currency=UZS))
    assert [-10_000, 10_000] == [entry.amount.minor_units for entry in world.entries(deposit)]


async def test_a_deposit_in_another_currency_goes_through_the_exchange_at_the_rate_of_its_opening(
    world: AccountsWorld,
) -> None:
    account = await world.account("UZS")
    pending = await world.deposited(account, money(10_000, "USD"))
    world.rates.rates["USD", "UZS"] = Decimal(1)
    await world.settled(pending)
    assert 126_504_700 == world.now(account).posted
    assert -10_000 == world.house(clearing(tenant_id=TENANT, gateway="click", currency=USD))
    assert 10_000 == world.house(exchange(tenant_id=TENANT, currency=USD))
    assert -126_504_700 == world.house(exchange(tenant_id=TENANT, currency=UZS))


async def test_a_failed_deposit_moves_nothing_and_says_why(world: AccountsWorld) -> None:
    account = await world.account()
    failed = await world.failed(await world.deposited(account, money(10_000)))
    assert Failure(reason="EXPIRED", message="The payer did not pay in time.") == failed.failure
    assert (0, []) == (world.now(account).posted, world.entries(failed))
    assert "accounts.deposit.failed.v1" == world.events_of(failed)[-1]


async def test_a_gateway_that_refuses_for_good_fails_the_deposit(world: AccountsWorld) -> None:
    account = await world.account()
    world.payments.failures.append(PaymentRefusedError(reason="AMOUNT_TOO_LARGE", message="Over the limit."))
    deposit = await world.deposited(account, money(10_000))
    assert (Status.FAILED, Failure(reason="AMOUNT_TOO_LARGE", message="Over the limit.")) == (
        deposit.status,
        deposit.failure,
    )
    assert ["accounts.deposit.initiated.v1", "accounts.deposit.failed.v1"] == world.events_of(deposit)


async def test_a_gateway_that_does_not_answer_leaves_the_deposit_initiated(world: AccountsWorld) -> None:
    """The outcome is not known: guessing failed could lose a payment that was made."""
    account = await world.account()
    world.payments.lost_answers.append(ExternalError("No answer."))
    with pytest.raises(ExternalError):
        await world.deposited(account, money(10_000))
    assert [Status.INITIATED] == [item.status for item in world.transactions()]


async def test_repeating_the_request_heals_a_crash_between_its_steps(world: AccountsWorld) -> None:
    account = await world.account()
    request = deposit_request(account, money(10_000))
    world.payments.lost_answers.append(ExternalError("No answer."))
    with pytest.raises(ExternalError):
        await world.deposit(tenant_id=TENANT, request=request)
    healed = await world.deposit(tenant_id=TENANT, request=request)
    assert Status.PENDING is healed.status
    assert [healed.id] == [item.id for item in world.transactions()]
    assert {healed.id} == set(world.payments.opened)


async def test_the_recovery_worker_heals_what_nobody_repeats(world: AccountsWorld) -> None:
    account = await world.account()
    world.payments.lost_answers.append(ExternalError("No answer."))
    with pytest.raises(ExternalError):
        await world.deposited(account, money(10_000))
    world.clock.advance(timedelta(minutes=5))
    assert 1 == await world.recover(older_than=timedelta(minutes=1))
    assert [Status.PENDING] == [item.status for item in world.transactions()]
    assert 0 == await world.recover(older_than=timedelta(minutes=1))


async def test_recovery_leaves_what_a_request_may_still_be_driving(world: AccountsWorld) -> None:
    account = await world.account()
    world.payments.failures.append(ExternalError("No answer."))
    with pytest.raises(ExternalError):
        await world.deposited(account, money(10_000))
    assert 0 == await world.recover(older_than=timedelta(minutes=1))


async def test_recovery_goes_on_behind_a_gateway_that_is_still_away(world: AccountsWorld) -> None:
    account = await world.account()
    for _ in range(2):
        world.payments.failures.append(ExternalError("No answer."))
        with pytest.raises(ExternalError):
            await world.deposited(account, money(10_000))
    world.clock.advance(timedelta(minutes=5))
    world.payments.failures.append(ExternalError("Still no answer."))
    assert 1 == await world.recover(older_than=timedelta(minutes=1))
    assert [Status.INITIATED, Status.PENDING] == [item.status for item in world.transactions()]


async def test_a_verdict_that_overtakes_the_news_of_pending_is_kept(world: AccountsWorld) -> None:
    """The webhook may arrive before the answer of the call that caused it."""
    account = await world.account()
    world.payments.lost_answers.append(ExternalError("No answer."))
    with pytest.raises(ExternalError):
        await world.deposited(account, money(10_000))
    initiated = world.transactions()[0]
    await world.settled(initiated)
    assert Status.COMPLETED is (await world.open_payment(initiated)).status
    assert 10_000 == world.now(account).posted


async def test_a_repeated_request_answers_what_has_become_of_the_deposit(world: AccountsWorld) -> None:
    account = await world.account()
    request = deposit_request(account, money(10_000))
    settled = await world.settled(await world.deposit(tenant_id=TENANT, request=request))
    assert settled == await world.deposit(tenant_id=TENANT, request=request)
    assert 10_000 == world.now(account).posted


async def test_a_request_is_answered_as_before_after_its_gateway_was_switched_off(world: AccountsWorld) -> None:
    account = await world.account()
    request = deposit_request(account, money(10_000))
    first = await world.deposit(tenant_id=TENANT, request=request)
    world.payments.gateways.clear()
    assert first == await world.deposit(tenant_id=TENANT, request=request)


async def test_a_gateway_that_cannot_serve_leaves_no_trace(world: AccountsWorld) -> None:
    account = await world.account()
    request = deposit_request(account, money(10_000), gateway="stripe")
    with pytest.raises(ValidationError) as caught:
        await world.deposit(tenant_id=TENANT, request=request)
    assert ("GATEWAY_UNKNOWN", "gateway") == (caught.value.reason, caught.value.field)
    assert [] == world.transactions()
    world.payments.gateways.add("stripe")
    assert Status.PENDING is (await world.deposit(tenant_id=TENANT, request=request)).status


@pytest.mark.parametrize("minor_units", [0, -1])
async def test_a_deposit_needs_a_positive_amount(world: AccountsWorld, minor_units: int) -> None:
    with pytest.raises(AmountNotPositiveError) as caught:
        await world.deposited(await world.account(), money(minor_units))
    assert "amount.minor_units" == caught.value.field


async def test_a_currency_nobody_knows_is_refused_by_field(world: AccountsWorld) -> None:
    request = deposit_request(await world.account(), money(1))
    with pytest.raises(UnknownCurrencyError) as caught:
        await world.deposit(tenant_id=TENANT, request=replace(request, currency_code="UZB"))
    assert "amount.currency_code" == caught.value.field


async def test_a_deposit_that_converts_to_nothing_is_refused(world: AccountsWorld) -> None:
    with pytest.raises(AmountTooSmallError) as caught:
        await world.deposited(await world.account("USD"), money(1, "UZS"))
    assert "amount.minor_units" == caught.value.field
    assert [] == world.transactions()


async def test_a_deposit_without_a_rate_is_refused_and_nothing_is_asked_of_the_gateway(world: AccountsWorld) -> None:
    with pytest.raises(RateUnavailableError):
        await world.deposited(await world.account("KWD"), money(1_000, "UZS"))
    assert ([], {}) == (world.transactions(), world.payments.opened)


@pytest.mark.parametrize(
    ("refusal", "status"), [(AccountFrozenError, AccountStatus.FROZEN), (AccountClosedError, AccountStatus.CLOSED)]
)
async def test_an_account_where_money_does_not_move_takes_no_new_deposit(
    world: AccountsWorld, refusal: type[HamyonError], status: AccountStatus
) -> None:
    account = await world.account()
    world.set_status(account, status)
    with pytest.raises(refusal):
        await world.deposited(account, money(1))
    assert [] == world.transactions()


async def test_an_account_of_another_tenant_is_no_account(world: AccountsWorld) -> None:
    theirs = await world.account(tenant_id=OTHER_TENANT)
    for absent in (theirs, an_account()):
        with pytest.raises(AccountNotFoundError):
            await world.deposit(tenant_id=TENANT, request=deposit_request(absent, money(1)))
    assert [] == world.transactions()


async def test_a_hundred_deposits_of_a_dead_gateway_do_not_keep_the_next_one_from_recovery(
    world: AccountsWorld,
) -> None:
    account = await world.account()
    world.payments.failures += [ExternalError() for _ in range(121)]
    for _ in range(121):
        with pytest.raises(ExternalError):
            await world.deposited(account, money(10_000))
    world.clock.advance(timedelta(hours=1))
    world.payments.failures += [ExternalError() for _ in range(120)]
    assert 1 == await world.recover(older_than=timedelta(minutes=1))
