"""What an account lets happen to its money."""

import pytest

from accounts.domain.account import Account, AccountStatus
from accounts.domain.errors import (
    AccountClosedError,
    AccountFrozenError,
    AccountNotEmptyError,
    InsufficientFundsError,
)
from accounts.domain.system_account import clearing, exchange
from shared_kernel.currency import currency
from shared_kernel.money import MAX_MINOR_UNITS, AmountOverflowError
from tests.builders import NOON, OTHER_TENANT, TENANT, StepClock, an_account, new_id

LATER = StepClock().now()


def test_an_entry_changes_the_balance_and_takes_the_next_version() -> None:
    after = an_account(posted=500, version=7).post(amount=-200, at=LATER)
    assert (300, 8, LATER) == (after.posted, after.version, after.updated_at)


def test_held_money_is_not_available() -> None:
    account = an_account(posted=500, held=300)
    assert 200 == account.available
    assert 0 == account.post(amount=-200, at=LATER).available
    with pytest.raises(InsufficientFundsError) as caught:
        account.post(amount=-201, at=LATER)
    assert {"available": "2.00 UZS", "requested": "2.01 UZS"} == caught.value.parameters


def test_only_what_is_available_can_be_held() -> None:
    account = an_account(posted=500, held=300)
    assert 500 == account.hold(amount=200, at=LATER).held
    with pytest.raises(InsufficientFundsError):
        account.hold(amount=201, at=LATER)


def test_holding_and_releasing_write_no_entry() -> None:
    account = an_account(posted=500, version=3)
    held = account.hold(amount=100, at=LATER)
    assert (500, 3) == (held.posted, held.version)
    assert (0, 500, 3) == ((released := held.release(amount=100, at=LATER)).held, released.posted, released.version)


def test_a_house_account_may_fall_below_zero() -> None:
    house = Account(
        id=new_id(), tenant_id=TENANT, currency=currency("UZS"), purpose="exchange", created_at=NOON, updated_at=NOON
    )
    assert house.is_system
    assert -100 == house.post(amount=-100, at=LATER).posted


def test_a_balance_beyond_64_bits_is_refused() -> None:
    with pytest.raises(AmountOverflowError):
        an_account(posted=MAX_MINOR_UNITS).post(amount=1, at=LATER)


def test_money_moves_only_while_an_account_is_active() -> None:
    assert an_account().require_open() is None
    with pytest.raises(AccountFrozenError):
        an_account(status=AccountStatus.FROZEN).require_open()
    with pytest.raises(AccountClosedError):
        an_account(status=AccountStatus.CLOSED).require_open()


def test_freezing_and_unfreezing_keep_the_balance() -> None:
    frozen = an_account(posted=500, held=100).freeze(at=LATER)
    assert (AccountStatus.FROZEN, 500, 100) == (frozen.status, frozen.posted, frozen.held)
    assert AccountStatus.ACTIVE is frozen.unfreeze(at=LATER).status


@pytest.mark.parametrize("account", [an_account(posted=1), an_account(posted=1, held=1)])
def test_an_account_with_money_is_not_closed(account: Account) -> None:
    with pytest.raises(AccountNotEmptyError) as caught:
        account.close(at=LATER)
    assert {"posted": "0.01 UZS"} == caught.value.parameters


def test_a_closed_account_is_closed_for_good() -> None:
    closed = an_account().close(at=LATER)
    assert AccountStatus.CLOSED is closed.status
    with pytest.raises(AccountClosedError):
        closed.freeze(at=LATER)
    with pytest.raises(AccountClosedError):
        closed.unfreeze(at=LATER)


def test_a_house_account_is_known_by_what_it_is_for() -> None:
    uzs, usd = currency("UZS"), currency("USD")
    accounts = [
        clearing(tenant_id=TENANT, gateway="click", currency=uzs),
        clearing(tenant_id=TENANT, gateway="payme", currency=uzs),
        clearing(tenant_id=TENANT, gateway="click", currency=usd),
        clearing(tenant_id=OTHER_TENANT, gateway="click", currency=uzs),
        exchange(tenant_id=TENANT, currency=uzs),
    ]
    assert len(accounts) == len({account.id for account in accounts})
    assert exchange(tenant_id=TENANT, currency=uzs).id == accounts[-1].id
