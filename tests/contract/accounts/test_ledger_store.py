"""The ledger store: what a commit wrote is there, what did not commit is not, and nobody gets in between."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.domain.account import Account, AccountStatus
from accounts.domain.conversion import Conversion
from accounts.domain.errors import InsufficientFundsError
from accounts.domain.status import Status
from accounts.domain.system_account import clearing, exchange, shortfall
from accounts.domain.transaction import Failure, Kind
from accounts.ports.ledger_store import ConcurrentWriteError
from shared_kernel.currency import currency
from shared_kernel.idempotency import RequestRecord
from shared_kernel.inbox import InboxMark
from tests.builders import NOON, StepClock, a_deposit, a_key, a_transaction, a_withdrawal, an_account, money, new_id
from tests.contract.accounts.conftest import Ledger
from tests.contract.accounts.ledger_batches import (
    a_transfer,
    an_entry,
    changes,
    look,
    needs,
    together,
    write,
)

LATER = StepClock().now()
UZS, USD = currency("UZS"), currency("USD")


async def customers(ledger: Ledger, *posted: int) -> list[Account]:
    """Accounts with these balances."""
    return [await ledger.keep(an_account(tenant_id=ledger.tenant, posted=item)) for item in posted]


async def now(ledger: Ledger, *accounts: Account) -> list[Account]:
    """The accounts as they are committed, in this order."""
    loaded = await look(ledger.store, needs(accounts=accounts), *{item.tenant_id for item in accounts})
    found = {item.id: item for item in loaded.accounts}
    return [found[item.id] for item in accounts]


async def test_an_account_is_loaded_as_it_was_stored(ledger: Ledger) -> None:
    stored = [
        await ledger.keep(an_account(tenant_id=ledger.tenant, posted=500, held=200, version=7)),
        await ledger.keep(an_account(tenant_id=ledger.tenant, code="JPY", status=AccountStatus.FROZEN)),
        await ledger.keep(an_account(tenant_id=ledger.tenant, code="KWD", status=AccountStatus.CLOSED)),
    ]
    assert stored == await now(ledger, *stored)


async def test_what_does_not_exist_is_not_loaded(ledger: Ledger) -> None:
    absent = an_account(tenant_id=ledger.tenant)
    wanted = needs(accounts=[absent], transactions=[a_deposit(absent)], requests=[(ledger.tenant, "r-1")])
    loaded = await look(ledger.store, wanted, ledger.tenant)
    assert ((), (), {}, {}) == (
        tuple(loaded.accounts),
        tuple(loaded.transactions),
        dict(loaded.remembered),
        dict(loaded.outcomes),
    )


async def test_a_batch_that_needs_nothing_loads_and_writes_nothing(ledger: Ledger) -> None:
    await write(ledger.store, changes(), ledger.tenant)
    assert [] == await ledger.events(ledger.tenant)


async def test_a_transfer_is_there_with_balances_entries_event_and_request(ledger: Ledger) -> None:
    rich, poor = await customers(ledger, 500, 0)
    made = a_transfer(rich, poor, 200, "r-1")
    await write(ledger.store, made, ledger.tenant)
    assert list(made.accounts) == await now(ledger, rich, poor)
    assert list(made.entries) == [*await ledger.entries(rich.id), *await ledger.entries(poor.id)]
    assert [("accounts.transfer.completed.v1", made.opened[0].id)] == await ledger.events(ledger.tenant)
    loaded = await look(ledger.store, needs(requests=[(ledger.tenant, "r-1")]), ledger.tenant)
    assert {(ledger.tenant, "r-1"): made.requests[0][1]} == dict(loaded.remembered)
    assert {(ledger.tenant, made.opened[0].id): made.opened[0]} == dict(loaded.outcomes)


async def test_an_account_touched_twice_in_a_batch_keeps_both_entries(ledger: Ledger) -> None:
    rich, poor = await customers(ledger, 500, 0)
    first = a_transfer(rich, poor, 200)
    second = a_transfer(*first.accounts, 50)
    await write(ledger.store, together(first, second), ledger.tenant)
    assert [250, 250] == [item.posted for item in await now(ledger, rich, poor)]
    assert [(1, 300), (2, 250)] == [(item.version, item.balance_after) for item in await ledger.entries(rich.id)]
    assert [(1, 200), (2, 250)] == [(item.version, item.balance_after) for item in await ledger.entries(poor.id)]


async def test_every_field_of_a_transaction_survives(ledger: Ledger) -> None:
    (account,) = await customers(ledger, 0)
    opened = replace(
        a_deposit(account, amount=money(12_345, "USD")),
        destination="8600 **** **** 0001",
        return_url="https://shop.example/назад?заказ=42",
        conversion=Conversion(
            source=money(12_345, "USD"),
            target=money(156_170_052),
            rate=Decimal("12650.470000000001"),
            rate_source="cbu",
        ),
        metadata={"order": "o'\"{42}", "имя": "Нодира"},
    )
    await write(ledger.store, changes(opened=[opened]), ledger.tenant)
    loaded = await look(ledger.store, needs(transactions=[opened]), ledger.tenant)
    assert [opened] == list(loaded.transactions)


@pytest.mark.parametrize(
    "text",
    ["'", "\\'); ROLLBACK; --", '"', "\\", "{}", "NULL", "%s %(name)s %", "$1", "a\nb\tc", "сўм \U0001f600", "a''b"],
)
async def test_texts_that_look_like_sql_are_stored_letter_by_letter(ledger: Ledger, text: str) -> None:
    (account,) = await customers(ledger, 0)
    opened = replace(a_deposit(account), gateway=text, destination=text, metadata={text: text})
    record = RequestRecord(key=a_key(text), resource_id=opened.id)
    await write(ledger.store, changes(opened=[opened], requests=[(ledger.tenant, record)]), ledger.tenant)
    wanted = needs(transactions=[opened], requests=[(ledger.tenant, text)])
    loaded = await look(ledger.store, wanted, ledger.tenant)
    assert ([opened], record) == (list(loaded.transactions), loaded.remembered[ledger.tenant, text])


async def test_a_moved_transaction_is_loaded_with_its_payment_and_then_with_its_failure(ledger: Ledger) -> None:
    (account,) = await customers(ledger, 0)
    opened = a_deposit(account)
    pended = opened.pend(billing_transaction_id=new_id(), payment_url="https://pay.example/1", at=LATER)
    failed = pended.fail(failure=Failure(reason="EXPIRED", message="Too late."), billing_transaction_id=None, at=LATER)
    await write(ledger.store, changes(opened=[opened]), ledger.tenant)
    for moved in (pended, failed):
        await write(ledger.store, changes(moved=[moved]), ledger.tenant)
        loaded = await look(ledger.store, needs(transactions=[opened]), ledger.tenant)
        assert [moved] == list(loaded.transactions)


@pytest.mark.parametrize("kind", [Kind.REFUND, Kind.FEE, Kind.ADJUSTMENT])
async def test_every_field_of_what_is_booked_survives(ledger: Ledger, kind: Kind) -> None:
    (account,) = await customers(ledger, 0)
    booked = replace(
        a_transaction(account, kind=kind, amount=money(123, "USD"), status=Status.FAILED, gateway="stripe"),
        refunded_transaction_id=new_id() if kind is Kind.REFUND else None,
        billing_transaction_id=new_id(),
        payment_version=7,
        conversion=Conversion(
            source=money(123, "USD"), target=money(0), rate=Decimal("0.000000000001"), rate_source="cbu"
        ),
        shortfall=40,
        failure=Failure(reason="REFUND_FAILED", message='The card is "closed".'),
        metadata={"dispute_id": "dp_1"},
        version=3,
    )
    await write(ledger.store, changes(opened=[booked]), ledger.tenant)
    loaded = await look(ledger.store, needs(transactions=[booked]), ledger.tenant)
    assert [booked] == list(loaded.transactions)


async def test_a_late_verdict_is_stored_with_its_version_and_what_the_house_paid(ledger: Ledger) -> None:
    (account,) = await customers(ledger, 0)
    opened = a_withdrawal(account)
    failure = Failure(reason="EXPIRED", message="Too late.")
    failed = opened.fail(failure=failure, billing_transaction_id=None, payment_version=3, at=LATER)
    late = failed.complete(billing_transaction_id=new_id(), payment_version=4, shortfall=250, at=LATER)
    await write(ledger.store, changes(opened=[opened]), ledger.tenant)
    for moved in (failed, late):
        await write(ledger.store, changes(moved=[moved]), ledger.tenant)
        loaded = await look(ledger.store, needs(transactions=[opened]), ledger.tenant)
        assert [moved] == list(loaded.transactions)


async def test_a_deposit_to_be_paid_back_brings_its_refunds_and_no_others(ledger: Ledger) -> None:
    (account,) = await customers(ledger, 0)
    deposits = [a_deposit(account) for _ in range(2)]
    refunds = [
        replace(a_transaction(account, kind=Kind.REFUND, gateway="click"), refunded_transaction_id=deposit.id)
        for deposit in deposits
    ]
    await write(ledger.store, changes(opened=[*deposits, *refunds]), ledger.tenant)
    loaded = await look(ledger.store, needs(refunded=deposits[:1]), ledger.tenant)
    assert refunds[:1] == list(loaded.refunds)
    assert [] == list((await look(ledger.store, needs(transactions=deposits), ledger.tenant)).refunds)


async def test_events_are_stored_in_the_order_in_which_they_happened(ledger: Ledger) -> None:
    (account,) = await customers(ledger, 0)
    opened = [a_deposit(account) for _ in range(5)]
    pended = opened[0].pend(billing_transaction_id=new_id(), payment_url="", at=LATER)
    await write(ledger.store, changes(opened=opened), ledger.tenant)
    await write(ledger.store, changes(moved=[pended]), ledger.tenant)
    expected = [("accounts.deposit.initiated.v1", item.id) for item in opened]
    assert [*expected, ("accounts.deposit.pending.v1", pended.id)] == await ledger.events(ledger.tenant)


@pytest.mark.parametrize(("kind", "refunded"), [(Kind.DEPOSIT, False), (Kind.DEPOSIT, True), (Kind.WITHDRAWAL, False)])
async def test_a_transaction_brings_its_account_and_the_house_accounts_of_its_settlement(
    ledger: Ledger, kind: Kind, *, refunded: bool
) -> None:
    """Where money goes out, also the account that pays what the customer has not got any more."""
    (account,) = await customers(ledger, 500)
    opened = replace(
        a_transaction(account, kind=kind, amount=money(100, "USD"), gateway="click"),
        conversion=Conversion(
            source=money(100, "USD"), target=money(12_650), rate=Decimal("126.5"), rate_source="fixed"
        ),
    )
    await write(ledger.store, changes(opened=[opened]), ledger.tenant)
    wanted = needs(transactions=[opened], refunded=[opened] if refunded else [])
    loaded = await look(ledger.store, wanted, ledger.tenant)
    through = clearing(tenant_id=ledger.tenant, gateway="click", currency=USD)
    exchanges = [exchange(tenant_id=ledger.tenant, currency=item) for item in (USD, UZS)]
    cover = [shortfall(tenant_id=ledger.tenant, currency=UZS)] if refunded or kind is Kind.WITHDRAWAL else []
    houses = [through, *exchanges, *cover]
    assert {account.id, *(item.id for item in houses)} == {item.id for item in loaded.accounts}


async def test_a_missing_house_account_is_made_once_and_empty(ledger: Ledger) -> None:
    house = clearing(tenant_id=ledger.tenant, gateway="payme", currency=UZS)
    first = (await look(ledger.store, needs(houses=[house]), ledger.tenant)).accounts
    second = (await look(ledger.store, needs(houses=[house]), ledger.tenant)).accounts
    assert [(house.id, "clearing:payme", 0, 0, 0, True)] == [
        (item.id, item.purpose, item.posted, item.held, item.version, item.is_system) for item in first
    ]
    assert first == second


async def test_a_house_account_may_be_negative_and_keeps_its_balance(ledger: Ledger) -> None:
    (poor,) = await customers(ledger, 0)
    house = clearing(tenant_id=ledger.tenant, gateway="click", currency=UZS)
    (made,) = (await look(ledger.store, needs(houses=[house]), ledger.tenant)).accounts
    await write(ledger.store, a_transfer(made, poor, 700), ledger.tenant)
    loaded = await look(ledger.store, needs(houses=[house]), ledger.tenant)
    assert [-700] == [item.posted for item in loaded.accounts]


async def test_a_refusal_is_remembered_with_its_reason_field_and_parameters(ledger: Ledger) -> None:
    refusal = InsufficientFundsError("Not enough.", field="amount", parameters={"available": "1.00 UZS"})
    record = RequestRecord(key=a_key("r-1"), refusal=refusal)
    await write(ledger.store, changes(requests=[(ledger.tenant, record)]), ledger.tenant)
    loaded = await look(ledger.store, needs(requests=[(ledger.tenant, "r-1")]), ledger.tenant)
    found = loaded.remembered[ledger.tenant, "r-1"]
    assert (record.key, None, {}) == (found.key, found.resource_id, dict(loaded.outcomes))
    assert found.refusal is not None
    assert ("INSUFFICIENT_FUNDS", "Not enough.", "amount", {"available": "1.00 UZS"}, refusal.kind) == (
        found.refusal.reason,
        found.refusal.message,
        found.refusal.field,
        dict(found.refusal.parameters),
        found.refusal.kind,
    )


async def test_a_mark_is_handled_once_it_was_written(ledger: Ledger) -> None:
    mark, other = (InboxMark(consumer=name, event_id=new_id()) for name in ("accounts.settlement", "accounts.failure"))
    wanted = needs(marks=[(ledger.tenant, mark), (ledger.tenant, other)])
    assert frozenset() == (await look(ledger.store, wanted, ledger.tenant)).handled
    await write(ledger.store, changes(marks=[(ledger.tenant, mark)]), ledger.tenant)
    assert {(ledger.tenant, mark)} == (await look(ledger.store, wanted, ledger.tenant)).handled


async def test_an_exception_leaves_nothing_of_the_commit(ledger: Ledger) -> None:
    rich, poor = await customers(ledger, 500, 0)
    house = clearing(tenant_id=ledger.tenant, gateway="click", currency=UZS)

    async def stop_halfway() -> None:
        async with ledger.store.session(tenants=frozenset({ledger.tenant})) as session:
            await session.load(needs(accounts=[rich, poor], houses=[house]))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await stop_halfway()
    assert [rich, poor] == await now(ledger, rich, poor)


@pytest.mark.parametrize("posted", [-1, 99])
async def test_a_customers_balance_below_what_is_held_is_not_written(ledger: Ledger, posted: int) -> None:
    """The domain refuses first; the storage refuses whoever forgets to ask the domain."""
    account = await ledger.keep(an_account(tenant_id=ledger.tenant, posted=500, held=100))
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, it is no commit
        await write(ledger.store, changes(accounts=[replace(account, posted=posted)]), ledger.tenant)
    assert [account] == await now(ledger, account)


async def test_entries_that_do_not_sum_to_zero_take_everything_with_them(ledger: Ledger) -> None:
    rich, poor = await customers(ledger, 500, 0)
    made = a_transfer(rich, poor, 200, "r-1")
    unbalanced = replace(made, entries=made.entries[:1])
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, it is no commit
        await write(ledger.store, unbalanced, ledger.tenant)
    assert [rich, poor] == await now(ledger, rich, poor)
    assert ([], []) == (await ledger.entries(rich.id), await ledger.events(ledger.tenant))
    assert {} == (await look(ledger.store, needs(requests=[(ledger.tenant, "r-1")]), ledger.tenant)).remembered


async def test_an_entry_that_does_not_end_at_the_balance_is_not_written(ledger: Ledger) -> None:
    rich, poor = await customers(ledger, 500, 0)
    made = a_transfer(rich, poor, 200)
    wrong = replace(made.entries[1], balance_after=201)
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, it is no commit
        await write(ledger.store, replace(made, entries=[made.entries[0], wrong]), ledger.tenant)
    assert [rich, poor] == await now(ledger, rich, poor)


async def test_a_request_id_is_taken_once_and_the_second_writer_may_try_again(ledger: Ledger) -> None:
    rich, poor = await customers(ledger, 500, 0)
    await write(ledger.store, a_transfer(rich, poor, 200, "r-1"), ledger.tenant)
    after = await now(ledger, rich, poor)
    with pytest.raises(ConcurrentWriteError):
        await write(ledger.store, a_transfer(*after, 200, "r-1"), ledger.tenant)
    assert after == await now(ledger, rich, poor)


async def test_a_mark_written_twice_undoes_the_second_commit(ledger: Ledger) -> None:
    rich, poor = await customers(ledger, 500, 0)
    mark = InboxMark(consumer="accounts.settlement", event_id=new_id())
    await write(ledger.store, changes(marks=[(ledger.tenant, mark)]), ledger.tenant)
    made = replace(a_transfer(rich, poor, 200), marks=[(ledger.tenant, mark)])
    with pytest.raises(ConcurrentWriteError):
        await write(ledger.store, made, ledger.tenant)
    assert [rich, poor] == await now(ledger, rich, poor)


async def test_who_wants_a_locked_account_waits_and_then_sees_what_was_written(ledger: Ledger) -> None:
    rich, poor = await customers(ledger, 500, 0)
    async with ledger.store.session(tenants=frozenset({ledger.tenant})) as session:
        await session.load(needs(accounts=[rich, poor]))
        second = asyncio.create_task(now(ledger, rich))
        await asyncio.wait([second], timeout=0.1)
        assert not second.done()
        await session.write(a_transfer(rich, poor, 200))
    assert [300] == [item.posted for item in await second]


async def test_two_writers_of_crossing_transfers_both_end(ledger: Ledger) -> None:
    """Locks are taken in the order of ids, however a batch names its accounts."""
    one, other = await customers(ledger, 500, 500)

    async def move(source: Account, target: Account) -> None:
        async with ledger.store.session(tenants=frozenset({ledger.tenant})) as session:
            loaded = await session.load(needs(accounts=[source, target]))
            found = {item.id: item for item in loaded.accounts}
            await session.write(a_transfer(found[source.id], found[target.id], 10))

    await asyncio.gather(*(move(*pair) for _ in range(5) for pair in ((one, other), (other, one))))
    assert [(500, 10), (500, 10)] == [(item.posted, item.version) for item in await now(ledger, one, other)]


async def test_a_session_sees_its_tenants_only(ledger: Ledger) -> None:
    ours, poor = await customers(ledger, 500, 0)
    opened = a_deposit(ours)
    record = RequestRecord(key=a_key("r-1"), resource_id=opened.id)
    mark = InboxMark(consumer="accounts.settlement", event_id=new_id())
    made = changes(opened=[opened], requests=[(ledger.tenant, record)], marks=[(ledger.tenant, mark)])
    await write(ledger.store, made, ledger.tenant)
    wanted = needs(
        accounts=[ours, poor], transactions=[opened], requests=[(ledger.tenant, "r-1")], marks=[(ledger.tenant, mark)]
    )
    loaded = await look(ledger.store, wanted, ledger.other_tenant)
    assert (0, 0, 0, 0, 0) == (
        len(loaded.accounts),
        len(loaded.transactions),
        len(loaded.remembered),
        len(loaded.outcomes),
        len(loaded.handled),
    )


async def test_one_commit_may_serve_several_tenants(ledger: Ledger) -> None:
    ours = await customers(ledger, 500, 0)
    theirs = [await ledger.keep(an_account(tenant_id=ledger.other_tenant, posted=item)) for item in (300, 0)]
    both = together(a_transfer(*ours, 200, "r-1"), a_transfer(*theirs, 100, "r-1"))
    await write(ledger.store, both, ledger.tenant, ledger.other_tenant)
    assert [300, 200, 200, 100] == [item.posted for item in await now(ledger, *ours, *theirs)]
    assert (1, 1) == (len(await ledger.events(ledger.tenant)), len(await ledger.events(ledger.other_tenant)))


async def test_a_thousand_operations_are_one_commit(ledger: Ledger) -> None:
    rich, poor = await customers(ledger, 10_000, 0)
    batches = []
    source, target = rich, poor
    for _ in range(1_000):
        batches.append(a_transfer(source, target, 1))
        source, target = batches[-1].accounts
    await write(ledger.store, together(*batches), ledger.tenant)
    assert [(9_000, 1_000), (1_000, 1_000)] == [(item.posted, item.version) for item in await now(ledger, rich, poor)]
    assert list(range(1, 1_001)) == [item.version for item in await ledger.entries(poor.id)]
    assert 1_000 == len(await ledger.events(ledger.tenant))


async def test_writing_holds_changes_no_entry_and_no_version(ledger: Ledger) -> None:
    (account,) = await customers(ledger, 500)
    held = account.hold(amount=200, at=NOON)
    await write(ledger.store, changes(accounts=[held]), ledger.tenant)
    assert [held] == await now(ledger, account)
    assert [] == await ledger.entries(account.id)


async def test_an_entry_is_written_once_under_its_version(ledger: Ledger) -> None:
    """Two writers who both think the next entry is theirs: one of them has to look again."""
    rich, poor = await customers(ledger, 500, 0)
    await write(ledger.store, a_transfer(rich, poor, 200), ledger.tenant)
    transaction = a_transaction(rich, counter=poor)
    stale = [rich.post(amount=-1, at=NOON), poor.post(amount=1, at=NOON)]
    entries = [an_entry(stale[0], transaction.id, -1), an_entry(stale[1], transaction.id, 1)]
    with pytest.raises(ConcurrentWriteError):
        await write(ledger.store, changes(opened=[transaction], accounts=stale, entries=entries), ledger.tenant)
    assert [300, 200] == [item.posted for item in await now(ledger, rich, poor)]


async def test_a_batch_far_larger_than_a_socket_buffer_is_written_and_found_again(ledger: Ledger) -> None:
    """The driver must not wait for an answer to a statement it has only half sent."""
    (account,) = await customers(ledger, 0)
    metadata = {f"key {number}": "x" * 500 for number in range(50)}
    opened = [replace(a_deposit(account), metadata=metadata) for _ in range(200)]
    async with asyncio.timeout(30), ledger.store.session(tenants=frozenset({ledger.tenant})) as session:
        await session.load(needs(accounts=[account]))
        await session.write(changes(opened=opened))
    async with ledger.store.session(tenants=frozenset({ledger.tenant})) as session:
        loaded = await session.load(needs(transactions=opened))
    assert {item.id for item in opened} == {item.id for item in loaded.transactions}
