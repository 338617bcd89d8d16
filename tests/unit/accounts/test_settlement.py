"""The gateway's verdict: booked once, exactly as asked, and never taken back by a later one."""

import asyncio
from dataclasses import replace

import pytest

from accounts.domain.account import AccountStatus
from accounts.domain.errors import TransactionNotFoundError
from accounts.domain.status import Status
from accounts.domain.system_account import clearing, exchange, shortfall
from accounts.domain.transaction import Failure, Transaction
from accounts.ports.payments import PaymentRefusedError
from shared_kernel.errors import ExternalError
from shared_kernel.money import CurrencyMismatchError, Money
from tests.builders import OTHER_TENANT, TENANT, a_deposit, an_account, money, new_id
from tests.fakes.accounts.world import AccountsWorld, a_mark, withdraw_request


@pytest.mark.parametrize(
    "moved", [money(0), money(10_001), money(10_000, "USD"), money(9_999, "USD"), money(1_000_000), money(-10_000)]
)
async def test_another_amount_or_currency_is_not_this_payment(world: AccountsWorld, moved: Money) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    with pytest.raises(CurrencyMismatchError) as caught:
        await world.settled(deposit, moved)
    assert "AMOUNT_MISMATCH" == caught.value.reason
    assert (deposit, 0) == (world.transaction(deposit.id), world.now(account).posted)


async def test_a_deposit_brings_what_was_captured_of_it(world: AccountsWorld) -> None:
    """Of reserved money less may be captured; afterwards no other amount is this payment."""
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))

    settled = await world.settled(deposit, money(6_000))
    with pytest.raises(CurrencyMismatchError):
        await world.settled(deposit, money(5_999))

    assert (Status.COMPLETED, money(6_000)) == (settled.status, settled.amount)
    assert 6_000 == world.now(account).posted


async def test_a_withdrawal_pays_all_of_it_or_nothing(world: AccountsWorld) -> None:
    account = await world.account()
    await world.settled(await world.deposited(account, money(10_000)))
    withdrawal = await world.withdrawn(account, money(4_000))

    with pytest.raises(CurrencyMismatchError):
        await world.settled(withdrawal, money(3_999))


async def test_another_amount_is_refused_also_after_the_right_one_was_booked(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.settled(await world.deposited(account, money(10_000)))
    with pytest.raises(CurrencyMismatchError):
        await world.settled(deposit, money(20_000))
    assert 10_000 == world.now(account).posted


async def test_settling_twice_posts_once(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    assert await world.settled(deposit) == await world.settled(deposit)
    assert 10_000 == world.now(account).posted
    assert 1 == world.events_of(deposit).count("accounts.deposit.completed.v1")


async def test_settling_twenty_times_at_once_posts_once(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    outcomes = await asyncio.gather(*(world.settled(deposit) for _ in range(20)))
    assert {Status.COMPLETED} == {outcome.status for outcome in outcomes}
    assert (10_000, 2) == (world.now(account).posted, len(world.entries(deposit)))


async def test_the_same_event_delivered_twice_is_applied_once(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    mark = a_mark()
    for _ in range(2):
        await world.settle(
            tenant_id=TENANT,
            transaction_id=deposit.id,
            billing_transaction_id=new_id(),
            payment_version=3,
            moved=deposit.amount,
            mark=mark,
        )
    assert 10_000 == world.now(account).posted
    assert 1 == world.storage.table("mark").count(mark)


async def test_failing_twice_fails_once(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.withdrawn(account, money(4_000))
    assert await world.failed(withdrawal) == await world.failed(withdrawal)
    assert 10_000 == world.now(account).available


async def test_of_settling_and_failing_at_once_the_later_version_holds(world: AccountsWorld) -> None:
    """Both in one batch: the books follow both, and the row that is written is the last."""
    account = await world.account(funds=10_000)
    for paid, came_back in ((1, 2), (2, 1)):
        withdrawal = await world.withdrawn(account, money(4_000))
        await asyncio.gather(world.settled(withdrawal, version=paid), world.failed(withdrawal, version=came_back))
        last = Status.FAILED if came_back > paid else Status.COMPLETED
        assert last is world.transaction(withdrawal.id).status
    assert (6_000, 0) == (world.now(account).posted, world.now(account).held)


async def test_a_deposit_that_failed_and_is_paid_after_all_is_booked_once(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.failed(await world.deposited(account, money(10_000)), version=3)
    for _ in range(2):
        late = await world.settled(deposit, version=4)
    assert (Status.COMPLETED, None) == (late.status, late.failure)
    assert 10_000 == world.now(account).posted
    assert ["initiated", "pending", "failed", "completed"] == [name.split(".")[2] for name in world.events_of(deposit)]


async def test_a_paid_deposit_ignores_that_it_failed(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.settled(await world.deposited(account, money(10_000)), version=3)
    for version in (2, 4):
        assert deposit == await world.failed(deposit, version=version)
    assert 10_000 == world.now(account).posted


async def test_a_payout_that_comes_back_days_later_is_re_credited_once(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.settled(await world.withdrawn(account, money(4_000)), version=3)
    assert 6_000 == world.now(account).posted
    for _ in range(2):
        assert Status.FAILED is (await world.failed(withdrawal, version=4)).status
    assert (10_000, 0) == (world.now(account).posted, world.now(account).held)
    through = clearing(tenant_id=TENANT, gateway="click", currency=account.currency)
    assert -10_000 == world.house(through)


async def test_a_payout_that_failed_before_it_was_paid_is_not_taken_any_more(world: AccountsWorld) -> None:
    """The verdicts changed places on their way: the later one has been heard."""
    account = await world.account(funds=10_000)
    withdrawal = await world.failed(await world.withdrawn(account, money(4_000)), version=4)
    assert withdrawal == await world.settled(withdrawal, version=3)
    assert (10_000, 0) == (world.now(account).posted, world.now(account).held)


async def test_a_converted_payout_comes_back_at_the_rate_it_left(world: AccountsWorld) -> None:
    account = await world.account("UZS", funds=1_000_000)
    withdrawal = await world.settled(await world.withdrawn(account, money(77, "USD")), version=3)
    world.rates.rates["USD", "UZS"] *= 2
    await world.failed(withdrawal, version=4)
    assert 1_000_000 == world.now(account).posted
    houses = [exchange(tenant_id=TENANT, currency=money(0, code).currency) for code in ("USD", "UZS")]
    assert [0, 0] == [world.house(item) for item in houses]


async def test_a_payout_that_left_after_all_is_taken_from_the_account_and_the_house(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.failed(await world.withdrawn(account, money(4_000)), version=3)
    await world.transferred(account, await world.account(), money(9_000))
    assert Status.COMPLETED is (await world.settled(withdrawal, version=4)).status
    short = shortfall(tenant_id=TENANT, currency=account.currency)
    assert (0, -3_000) == (world.now(account).posted, world.house(short))
    await world.failed(withdrawal, version=5)
    assert (1_000, 0) == (world.now(account).posted, world.house(short))


async def test_what_left_after_all_is_covered_also_when_all_of_it_happens_in_one_commit(world: AccountsWorld) -> None:
    """The hold is let go and the money spent by others between two verdicts of the same batch."""
    account, other = await world.account(funds=10_000), await world.account()
    withdrawal = await world.withdrawn(account, money(4_000))
    _, _, late = await asyncio.gather(
        world.failed(withdrawal, version=3),
        world.transferred(account, other, money(10_000)),
        world.settled(withdrawal, version=4),
    )
    short = shortfall(tenant_id=TENANT, currency=account.currency)
    assert (Status.COMPLETED, 0, -4_000) == (late.status, world.now(account).posted, world.house(short))


async def test_a_gateway_that_refused_to_open_fails_nothing_that_has_ended(world: AccountsWorld) -> None:
    """Two drove the same withdrawal: one opened its payout, which was paid, before the other was refused."""
    account = await world.account(funds=10_000)
    request = withdraw_request(account, money(4_000))
    world.payments.lost_answers.append(ExternalError())
    with pytest.raises(ExternalError):
        await world.withdraw(tenant_id=TENANT, request=request)
    *_, initiated = world.transactions()
    paid = await world.settled(initiated)
    world.payments.failures.append(PaymentRefusedError(reason="GATEWAY_DISABLED", message="Off."))
    assert paid == await world.open_payment(initiated)
    assert 6_000 == world.now(account).posted


@pytest.mark.parametrize("status", [AccountStatus.FROZEN, AccountStatus.CLOSED])
async def test_money_that_has_moved_is_booked_on_a_frozen_or_closed_account(
    world: AccountsWorld, status: AccountStatus
) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    world.set_status(account, status)
    assert Status.COMPLETED is (await world.settled(deposit)).status
    assert (10_000, status) == (world.now(account).posted, world.now(account).status)


async def test_a_transaction_of_another_tenant_is_neither_settled_nor_failed(world: AccountsWorld) -> None:
    deposit = await world.deposited(await world.account(), money(10_000))
    stranger = replace(deposit, tenant_id=OTHER_TENANT)
    for verdict in (world.settled, world.failed):
        with pytest.raises(TransactionNotFoundError):
            await verdict(stranger)
    assert deposit == world.transaction(deposit.id)


async def test_a_verdict_about_a_transaction_nobody_opened_is_refused(world: AccountsWorld) -> None:
    with pytest.raises(TransactionNotFoundError) as caught:
        await world.settled(a_deposit(an_account()))
    assert "transaction_id" == caught.value.field
    assert [] == world.storage.table("mark")


async def left_initiated(world: AccountsWorld) -> Transaction:
    """A crash between opening the payment and noting it leaves the deposit initiated when the payer pays."""
    account = await world.account()
    world.payments.failures.append(ExternalError())
    with pytest.raises(ExternalError):
        await world.deposited(account, money(10_000))
    (initiated,) = world.storage.table("transaction")
    assert isinstance(initiated, Transaction)
    return initiated


async def test_a_verdict_that_overtakes_the_opening_still_names_the_payment(world: AccountsWorld) -> None:
    initiated, payment = await left_initiated(world), new_id()

    settled = await world.settle(
        tenant_id=TENANT,
        transaction_id=initiated.id,
        billing_transaction_id=payment,
        payment_version=3,
        moved=initiated.amount,
        mark=a_mark(),
    )

    assert (Status.COMPLETED, payment) == (settled.status, settled.billing_transaction_id)


async def test_bad_news_that_overtakes_the_opening_names_the_payment_as_well(world: AccountsWorld) -> None:
    initiated, payment = await left_initiated(world), new_id()

    failed = await world.fail(
        tenant_id=TENANT,
        transaction_id=initiated.id,
        billing_transaction_id=payment,
        payment_version=3,
        failure=Failure(reason="EXPIRED", message="The payer did not pay in time."),
        mark=a_mark(),
    )

    assert (Status.FAILED, payment) == (failed.status, failed.billing_transaction_id)
