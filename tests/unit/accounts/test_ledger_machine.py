"""Whatever happens in whatever order: the books stay true.

Random deposits, verdicts of gateways in any order, withdrawals, refunds asked for and not, and transfers, across
currencies, tenants and failures of the storage, one after another and many at once; after every step the whole ledger
is audited.
"""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Iterable
from typing import TypeVar
from uuid import UUID, uuid5

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from accounts.application.book_for_house import HouseBooking
from accounts.domain.account import Account, AccountStatus
from accounts.domain.house_movement import HouseMovement
from accounts.domain.status import Status
from accounts.domain.transaction import OUTGOING, Kind, Transaction
from accounts.ports.ledger_store import ConcurrentWriteError
from shared_kernel.errors import HamyonError
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.builders import OTHER_TENANT, TENANT, money, new_id
from tests.fakes.accounts.ledger_store import PoisonedError
from tests.fakes.accounts.world import AccountsWorld, a_mark, transfer_request

CODES = ("UZS", "USD", "JPY")
T = TypeVar("T")
amounts = st.integers(min_value=1, max_value=200_000)
codes = st.sampled_from(CODES)
parts = st.integers(min_value=1, max_value=4)
# Of a payment's verdict: some are told again, some late; 0 is news in any case.
versions = st.integers(min_value=0, max_value=6)


class LedgerMachine(RuleBasedStateMachine):
    accounts = Bundle("accounts")
    payments = Bundle("payments")
    refunds = Bundle("refunds")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.world = AccountsWorld()
        self.writer = self.loop.run(_started(self.world))

    def teardown(self) -> None:
        self.world.queue.close()
        self.loop.run(_ended(self.writer))
        self.loop.close()

    @initialize(target=accounts)
    def open_accounts(self) -> object:
        return multiple(
            *(self._do(self.world.account(code, funds=100_000)) for code in (*CODES, "UZS")),
            self._do(self.world.account(funds=100_000, tenant_id=OTHER_TENANT)),
        )

    @rule(target=payments, account=accounts, amount=amounts, code=codes)
    def deposit(self, account: Account, amount: int, code: str) -> object:
        return self._payment(self.world.deposited(account, money(amount, code)))

    @rule(target=payments, account=accounts, amount=amounts, code=codes)
    def withdraw(self, account: Account, amount: int, code: str) -> object:
        return self._payment(self.world.withdrawn(account, money(amount, code)))

    @rule(payment=payments, version=versions)
    def settle(self, payment: Transaction, version: int) -> None:
        self._attempt(self.world.settled(payment, version=version))

    @rule(payment=payments)
    def settle_with_another_amount(self, payment: Transaction) -> None:
        before = self._state()
        moved = Money(payment.amount.minor_units + 1, payment.amount.currency)
        assert self._attempt(self.world.settled(payment, moved)) is None
        assert before == self._state()

    @rule(payment=payments, version=versions)
    def fail(self, payment: Transaction, version: int) -> None:
        self._attempt(self.world.failed(payment, version=version))

    @rule(payment=payments, verdicts=st.lists(st.tuples(st.booleans(), versions), min_size=2, max_size=5))
    def contradict_at_once(self, payment: Transaction, verdicts: list[tuple[bool, int]]) -> None:
        self._at_once(
            self.world.settled(payment, version=version) if paid else self.world.failed(payment, version=version)
            for paid, version in verdicts
        )

    @rule(target=refunds, deposit=payments, part=parts)
    def reserve_refund(self, deposit: Transaction, part: int) -> object:
        amount = Money(max(1, deposit.amount.minor_units // part), deposit.amount.currency)
        return self._payment(self.world.refund_reserved(deposit, amount))

    @rule(target=refunds, deposit=payments, part=parts)
    def give_back_unasked(self, deposit: Transaction, part: int) -> object:
        amount = Money(max(1, deposit.amount.minor_units // part), deposit.amount.currency)
        return self._payment(self.world.refund_booked(new_id(), deposit, amount))

    @rule(refund=refunds, failed=st.booleans(), version=versions)
    def end_refund(self, refund: Transaction, *, failed: bool, version: int) -> None:
        self._attempt(self._booked(refund, failed=failed, version=version))

    @rule(refund=refunds, verdicts=st.lists(st.tuples(st.booleans(), versions), min_size=2, max_size=5))
    def contradict_a_refund_at_once(self, refund: Transaction, verdicts: list[tuple[bool, int]]) -> None:
        self._at_once(self._booked(refund, failed=failed, version=version) for failed, version in verdicts)

    @rule(movement=st.sampled_from(HouseMovement), number=versions, amount=amounts, code=codes)
    def book_for_the_house(self, movement: HouseMovement, number: int, amount: int, code: str) -> None:
        booking = HouseBooking(
            id=uuid5(TENANT, f"{movement}:{number}"),
            tenant_id=TENANT,
            movement=movement,
            billing_transaction_id=new_id(),
            gateway="click",
            amount=money(amount, code),
            metadata={},
        )
        self._attempt(self.world.book_for_house(booking=booking, mark=a_mark()))

    @rule(source=accounts, receiver=accounts, amount=amounts)
    def transfer(self, source: Account, receiver: Account, amount: int) -> None:
        self._attempt(self.world.transferred(source, receiver, Money(amount, source.currency)))

    @rule(source=accounts, receivers=st.lists(accounts, min_size=2, max_size=6), amount=amounts)
    def transfer_to_many_at_once(self, source: Account, receivers: list[Account], amount: int) -> None:
        requests = [transfer_request(source, receiver, Money(amount, source.currency)) for receiver in receivers]
        self._do(self.world.transfer.many(tenant_id=source.tenant_id, requests=[*requests, *requests]))

    @rule(account=accounts, status=st.sampled_from([AccountStatus.ACTIVE, AccountStatus.FROZEN]))
    def change_status(self, account: Account, status: AccountStatus) -> None:
        self.world.set_status(account, status)

    @rule(failure=st.sampled_from([ConcurrentWriteError, PoisonedError]))
    def let_the_next_commit_fail(self, failure: type[Exception]) -> None:
        self.world.store.failures[:] = [failure()]

    @invariant()
    def every_currency_sums_to_zero_in_every_tenant(self) -> None:
        sums: defaultdict[tuple[TenantId, str], int] = defaultdict(int)
        for account in self._all_accounts():
            sums[account.tenant_id, account.currency.code] += account.posted
        assert {} == {name: total for name, total in sums.items() if total}

    @invariant()
    def every_account_is_what_its_entries_say(self) -> None:
        lines = defaultdict(list)
        for entry in self.world.storage.table("entry"):
            lines[entry.tenant_id, entry.account_id].append(entry)
        for account in self._all_accounts():
            entries = sorted(lines[account.tenant_id, account.id], key=lambda entry: entry.version)
            assert list(range(1, account.version + 1)) == [entry.version for entry in entries]
            assert account.posted == sum(entry.amount.minor_units for entry in entries)
            running = 0
            for entry in entries:
                running += entry.amount.minor_units
                assert running == entry.balance_after

    @invariant()
    def no_customer_has_less_than_nothing(self) -> None:
        assert [] == [item for item in self._all_accounts() if not item.is_system and item.available < 0]

    @invariant()
    def a_completed_transaction_has_moved_its_money_once_and_no_other_any(self) -> None:
        moved: defaultdict[tuple[UUID, UUID], int] = defaultdict(int)
        for entry in self.world.storage.table("entry"):
            moved[entry.transaction_id, entry.account_id] += entry.amount.minor_units
        for item in self.world.transactions():
            if item.kind not in {Kind.DEPOSIT, *OUTGOING}:
                continue
            credited = item.account_amount.minor_units - item.shortfall if item.status is Status.COMPLETED else 0
            assert (credited if item.kind is Kind.DEPOSIT else -credited) == moved[item.id, item.account_id]

    @invariant()
    def what_customers_could_not_pay_the_house_did(self) -> None:
        missing: defaultdict[tuple[TenantId, str], int] = defaultdict(int)
        for item in self.world.transactions():
            missing[item.tenant_id, item.account_amount.currency.code] -= item.shortfall
        for account in self._all_accounts():
            if account.purpose == "shortfall":
                assert missing.pop((account.tenant_id, account.currency.code)) == account.posted
        assert {0} >= set(missing.values())

    @invariant()
    def what_is_held_is_what_open_withdrawals_and_refunds_wait_for(self) -> None:
        held = {account.id: account.held for account in self._all_accounts()}
        expected = dict.fromkeys(held, 0)
        for item in self.world.transactions():
            if item.kind in OUTGOING and item.status in {Status.INITIATED, Status.PENDING}:
                expected[item.account_id] += item.account_amount.minor_units
        assert expected == held

    @invariant()
    def every_stage_was_told_once(self) -> None:
        told = [(event.subject, event.data()["version"]) for event in self.world.storage.events]
        assert len(told) == len(set(told))
        assert {(item.id, item.version) for item in self.world.transactions()} <= set(told)

    def _payment(self, work: Coroutine[object, object, Transaction]) -> object:
        outcome = self._attempt(work)
        return outcome if outcome is not None else multiple()

    def _booked(self, refund: Transaction, *, failed: bool, version: int) -> Coroutine[object, object, Transaction]:
        deposit = self.world.transaction(refund.refunded_transaction_id, refund.tenant_id)
        return self.world.refund_booked(refund.id, deposit, refund.amount, failed=failed, version=version)

    def _at_once(self, works: Iterable[Coroutine[object, object, Transaction]]) -> None:
        """In one batch, each for itself; what the storage chokes on is done in the next try or not at all."""
        self._do(_together(works))

    def _attempt(self, work: Coroutine[object, object, Transaction]) -> Transaction | None:
        """The transaction; a refusal by the books must have changed nothing of them."""
        before, known = self._state(), len(self.world.transactions())
        try:
            return self._do(work)
        except (HamyonError, PoisonedError):
            # A payment whose second step failed is open all the same; whoever was refused at once left no trace.
            if known == len(self.world.transactions()):
                assert before == self._state()
            return None

    def _do(self, work: Coroutine[object, object, T]) -> T:
        return self.loop.run(work)

    def _state(self) -> dict[object, object]:
        """Everything but what is remembered of requests, and house accounts that nothing was posted to yet."""
        rows = {
            name: row
            for name, row in self.world.storage.rows.items()
            if name[0] != "request" and not (name[0] == "account" and row.is_system and row.version == 0)
        }
        return rows | {"events": len(self.world.storage.events)}

    def _all_accounts(self) -> list[Account]:
        return self.world.storage.table("account")


async def _started(world: AccountsWorld) -> "asyncio.Task[None]":
    return asyncio.create_task(world.queue.run())


async def _together(works: Iterable[Coroutine[object, object, Transaction]]) -> None:
    for outcome in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(outcome, Exception) and not isinstance(outcome, HamyonError | PoisonedError):
            raise outcome


async def _ended(writer: "asyncio.Task[None]") -> None:
    await writer


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(max_examples=40, stateful_step_count=30)
