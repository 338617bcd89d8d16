"""A transfer: both sides in one commit, or a refusal with its own reason and field."""

from dataclasses import replace

import pytest

from accounts.application.transfer import TransferRequest
from accounts.domain.account import Account, AccountStatus
from accounts.domain.errors import InsufficientFundsError
from accounts.domain.status import Status
from accounts.domain.system_account import exchange
from accounts.domain.transaction import Transaction
from shared_kernel.currency import currency
from shared_kernel.errors import HamyonError
from shared_kernel.money import MAX_MINOR_UNITS
from tests.builders import OTHER_TENANT, TENANT, money, new_id
from tests.fakes.accounts.world import AccountsWorld, transfer_request

UZS, USD, JPY = currency("UZS"), currency("USD"), currency("JPY")


async def refusal_of(world: AccountsWorld, request: TransferRequest) -> tuple[str, str]:
    """Reason and field of the refusal, which must have changed no balance and written no transaction."""
    before = {item.id: item for item in world.storage.table("account") if not item.is_system}
    known, told = len(world.transactions()), len(world.storage.events)
    with pytest.raises(HamyonError) as caught:
        await world.transfer(tenant_id=TENANT, request=request)
    assert before == {item.id: item for item in world.storage.table("account") if not item.is_system}
    assert (known, told) == (len(world.transactions()), len(world.storage.events))
    return caught.value.reason, caught.value.field


async def test_a_transfer_is_completed_at_once_with_both_sides_in_one_commit(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=10_000), await world.account()
    earlier = len(world.store.batches)
    transfer = await world.transferred(rich, poor, money(4_000))
    assert (Status.COMPLETED, poor.id, rich.user_id) == (transfer.status, transfer.counter_account_id, transfer.user_id)
    assert (6_000, 4_000) == (world.now(rich).posted, world.now(poor).posted)
    assert [(rich.id, -4_000), (poor.id, 4_000)] == [
        (entry.account_id, entry.amount.minor_units) for entry in world.entries(transfer)
    ]
    assert 1 == len(world.store.batches) - earlier


async def test_a_transfer_between_currencies_goes_through_the_exchange(world: AccountsWorld) -> None:
    rich, poor = await world.account("USD", funds=10_000), await world.account("JPY")
    transfer = await world.transferred(rich, poor, money(3_333, "USD"))
    # 33.33 USD at 151.235 are 5040.66… yen; what rounding makes of it stays with the exchange.
    assert (6_667, 5_041) == (world.now(rich).posted, world.now(poor).posted)
    assert (3_333, -5_041) == (
        world.house(exchange(tenant_id=TENANT, currency=USD)),
        world.house(exchange(tenant_id=TENANT, currency=JPY)),
    )
    assert transfer.conversion is not None
    assert (money(3_333, "USD"), money(5_041, "JPY"), "fixed") == (
        transfer.conversion.source,
        transfer.conversion.target,
        transfer.conversion.rate_source,
    )


async def test_a_rate_is_asked_only_when_the_currencies_differ(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=10_000), await world.account()
    await world.transferred(rich, poor, money(4_000))
    assert [] == world.rates.asked


async def test_every_refusal_has_its_own_reason_and_field(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=10_000), await world.account()
    theirs = await world.account(tenant_id=OTHER_TENANT)
    good = transfer_request(rich, poor, money(4_000))
    house = exchange(tenant_id=TENANT, currency=UZS)
    for expected, changes in (
        (("AMOUNT_NOT_POSITIVE", "amount.minor_units"), {"minor_units": 0}),
        (("AMOUNT_NOT_POSITIVE", "amount.minor_units"), {"minor_units": -1}),
        (("SAME_ACCOUNT", "to_account_id"), {"to_account_id": rich.id}),
        (("ACCOUNT_NOT_FOUND", "from_account_id"), {"from_account_id": new_id()}),
        (("ACCOUNT_NOT_FOUND", "to_account_id"), {"to_account_id": new_id()}),
        (("ACCOUNT_NOT_FOUND", "from_account_id"), {"from_account_id": theirs.id}),
        (("ACCOUNT_NOT_FOUND", "to_account_id"), {"to_account_id": theirs.id}),
        (("ACCOUNT_NOT_FOUND", "from_account_id"), {"from_account_id": house.id}),
        (("UNKNOWN_CURRENCY", "amount.currency_code"), {"currency_code": "UZB"}),
        (("CURRENCY_MISMATCH", "amount.currency_code"), {"currency_code": "USD"}),
    ):
        assert expected == await refusal_of(world, replace(good, request_id=str(new_id()), **changes))


@pytest.mark.parametrize(
    ("reason", "status"), [("ACCOUNT_FROZEN", AccountStatus.FROZEN), ("ACCOUNT_CLOSED", AccountStatus.CLOSED)]
)
@pytest.mark.parametrize("side", [0, 1])
async def test_neither_side_may_be_frozen_or_closed(
    world: AccountsWorld, reason: str, status: AccountStatus, side: int
) -> None:
    sides = [await world.account(funds=10_000), await world.account()]
    world.set_status(sides[side], status)
    assert reason == (await refusal_of(world, transfer_request(*sides, money(4_000))))[0]


async def test_the_whole_balance_moves_but_not_one_tiyin_more(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=10_000), await world.account()
    assert "INSUFFICIENT_FUNDS" == (await refusal_of(world, transfer_request(rich, poor, money(10_001))))[0]
    await world.transferred(rich, poor, money(10_000))
    assert (0, 10_000) == (world.now(rich).posted, world.now(poor).posted)


@pytest.mark.parametrize("minor_units", [MAX_MINOR_UNITS, MAX_MINOR_UNITS + 1])
async def test_amounts_at_the_end_of_64_bits_are_refused_with_a_reason(world: AccountsWorld, minor_units: int) -> None:
    rich, poor = await world.account(funds=10_000), await world.account()
    request = replace(transfer_request(rich, poor, money(1)), minor_units=minor_units)
    assert (await refusal_of(world, request))[0] in {"INSUFFICIENT_FUNDS", "AMOUNT_OVERFLOW"}


async def test_a_receiver_whose_balance_would_overflow_refuses_the_transfer(world: AccountsWorld) -> None:
    rich, full = await world.account(funds=10_000), await world.account()
    world.storage.rows["account", TENANT, full.id] = replace(full, posted=MAX_MINOR_UNITS - 5)
    assert "AMOUNT_OVERFLOW" == (await refusal_of(world, transfer_request(rich, full, money(6))))[0]


async def test_in_a_batch_every_transfer_succeeds_or_fails_for_itself(world: AccountsWorld) -> None:
    rich, poor, yen = await world.account(funds=10_000), await world.account(), await world.account("JPY")
    requests = [
        transfer_request(rich, poor, money(1_000)),
        transfer_request(rich, poor, money(100_000)),
        transfer_request(rich, yen, money(9_000)),
        transfer_request(rich, rich, money(1)),
    ]
    outcomes = await world.transfer.many(tenant_id=TENANT, requests=requests)
    assert ["transfer", "INSUFFICIENT_FUNDS", "transfer", "SAME_ACCOUNT"] == [
        outcome.kind if isinstance(outcome, Transaction) else getattr(outcome, "reason", None) for outcome in outcomes
    ]
    assert [0, 1_000, 1] == [world.now(account).posted for account in (rich, poor, yen)]


async def test_transfers_of_a_batch_that_need_a_rate_commit_together(world: AccountsWorld) -> None:
    rich, yen = await world.account("USD", funds=10_000), await world.account("JPY")
    earlier = len(world.store.batches)
    requests = [transfer_request(rich, yen, money(100, "USD")) for _ in range(20)]
    outcomes = await world.transfer.many(tenant_id=TENANT, requests=requests)
    assert all(isinstance(outcome, Transaction) for outcome in outcomes)
    # Once to learn that a rate is needed, and once with it.
    assert 2 == len(world.store.batches) - earlier


async def test_a_missing_rate_refuses_one_transfer_of_the_batch(world: AccountsWorld) -> None:
    rich, poor, dinar = await world.account(funds=10_000), await world.account(), await world.account("KWD")
    requests = [transfer_request(rich, dinar, money(1_000)), transfer_request(rich, poor, money(1_000))]
    outcomes = await world.transfer.many(tenant_id=TENANT, requests=requests)
    assert ["RATE_UNAVAILABLE", None] == [getattr(outcome, "reason", None) for outcome in outcomes]
    assert (9_000, 0) == (world.now(rich).posted, world.now(dinar).posted)


async def test_money_sent_in_a_circle_comes_back_whole(world: AccountsWorld) -> None:
    accounts = [await world.account(funds=10_000), *[await world.account() for _ in range(4)]]
    await world.transfer.many(
        tenant_id=TENANT,
        requests=[
            transfer_request(source, target, money(10_000))
            for source, target in zip(accounts, [*accounts[1:], accounts[0]], strict=True)
        ],
    )
    assert [10_000, 0, 0, 0, 0] == [world.now(account).posted for account in accounts]


async def test_the_refusal_tells_what_is_there_and_what_was_wanted(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=10_000), await world.account()
    with pytest.raises(InsufficientFundsError) as caught:
        await world.transferred(rich, poor, money(10_001))
    assert {"available": "100.00 UZS", "requested": "100.01 UZS"} == caught.value.parameters


async def test_metadata_travels_to_the_event_beside_the_operation(world: AccountsWorld) -> None:
    sides: list[Account] = [await world.account(funds=10_000), await world.account()]
    request = replace(transfer_request(*sides, money(1)), metadata={"order": "42", "operation": "theft"})
    transfer = await world.transfer(tenant_id=TENANT, request=request)
    event = world.storage.events[-1]
    assert (transfer.id, {"order": "42", "operation": "transfer"}) == (event.subject, event.data()["metadata"])
