"""The database's own rules of the ledger: they hold for whoever writes, also for a defect of ours."""

from dataclasses import replace

import psycopg
import pytest
from psycopg import errors

from accounts.domain.account import Account
from tests.integration.postgres.conftest import new_id
from tests.integration.postgres.ledger import HandWriting, Line, writing
from tests.postgres_server import DatabaseAddress


async def refusal(database: DatabaseAddress, account: Account, *changes: dict[str, object]) -> str:
    """The name of the rule that refuses a sound pair of entries after these changes to the first or second line."""
    with pytest.raises(psycopg.IntegrityError) as refused:
        async with writing(database.app, account.tenant_id) as hand:
            await _pair(hand, account, changes)
    return str(refused.value.diag.constraint_name)


async def _pair(hand: HandWriting, account: Account, changes: tuple[dict[str, object], ...]) -> None:
    house = await hand.house()
    await hand.balance(account.id, posted=500, version=1)
    await hand.balance(house, posted=-500, version=1)
    lines = [
        Line(account_id=account.id, amount=500, balance_after=500),
        Line(account_id=house, amount=-500, balance_after=-500),
    ]
    for number, change in enumerate(changes):
        lines[number] = replace(lines[number], **change)  # type: ignore[arg-type]
    await hand.entries(await hand.transaction(account), lines)


async def test_sound_entries_are_written(shared_database: DatabaseAddress, account: Account) -> None:
    async with writing(shared_database.app, account.tenant_id) as hand:
        await _pair(hand, account, ())
    async with writing(shared_database.app, account.tenant_id) as hand:
        assert [(1, 500, 500)] == await hand.written(account.id)


async def test_entries_that_do_not_sum_to_zero_are_refused(shared_database: DatabaseAddress, account: Account) -> None:
    assert "entries_sum_to_zero" == await refusal(shared_database, account, {"amount": 499})


async def test_each_currency_sums_to_zero_for_itself(shared_database: DatabaseAddress, account: Account) -> None:
    assert "entries_sum_to_zero" == await refusal(shared_database, account, {"currency": "USD"})


async def test_entries_in_another_currency_than_their_account_are_refused(
    shared_database: DatabaseAddress, account: Account
) -> None:
    dollars = {"currency": "USD"}
    assert "entries_of_an_account" == await refusal(shared_database, account, dollars, dollars)


async def test_entries_of_an_unknown_account_are_refused(shared_database: DatabaseAddress, account: Account) -> None:
    assert "entries_of_an_account" == await refusal(shared_database, account, {"account_id": new_id()})


async def test_a_balance_other_than_the_accounts_is_refused(shared_database: DatabaseAddress, account: Account) -> None:
    assert "entries_end_at_the_balance" == await refusal(shared_database, account, {"balance_after": 501})


async def test_a_number_other_than_the_accounts_version_is_refused(
    shared_database: DatabaseAddress, account: Account
) -> None:
    assert "entries_end_at_the_balance" == await refusal(shared_database, account, {"version": 2})


async def test_entries_of_an_unknown_transaction_are_refused(
    shared_database: DatabaseAddress, account: Account
) -> None:
    async with writing(shared_database.app, account.tenant_id) as hand:
        await hand.balance(account.id, posted=0, version=2)
        up = Line(account_id=account.id, amount=5, balance_after=5)
        down = Line(account_id=account.id, amount=-5, balance_after=0, version=2)
        with pytest.raises(errors.ForeignKeyViolation, match="There is no transaction"):
            await hand.entries(new_id(), [up, down])


async def test_a_customers_balance_never_falls_below_zero(shared_database: DatabaseAddress, account: Account) -> None:
    async with writing(shared_database.app, account.tenant_id) as hand:
        with pytest.raises(errors.CheckViolation) as refused:
            await hand.balance(account.id, posted=-1, version=1)
    assert "accounts_available_never_negative" == refused.value.diag.constraint_name


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts.entries SET amount = 1", "DELETE FROM accounts.entries", "TRUNCATE accounts.entries"]
)
async def test_not_even_the_owner_changes_entries(owner: psycopg.AsyncConnection, statement: str) -> None:
    with pytest.raises(errors.RestrictViolation, match="never changed"):
        await owner.execute(statement)  # type: ignore[call-overload]
