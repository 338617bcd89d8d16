"""Late outcomes and refunds over PostgreSQL, by two writers at once: whatever is told, and however often."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from uuid import UUID

import pytest

from accounts.application.book_for_house import BookForHouse, HouseBooking
from accounts.application.book_refund import BookRefund, RefundVerdict
from accounts.application.fail_payment import FailPayment
from accounts.application.operation_queue import OperationQueue
from accounts.application.reserve_refund import ReserveRefund
from accounts.application.settle_payment import SettlePayment
from accounts.chain.operation import Operation, Verb
from accounts.domain.account import Account
from accounts.domain.house_movement import HouseMovement
from accounts.domain.status import Status
from accounts.domain.transaction import Failure, Transaction
from adapters.postgres.accounts_unit_of_work import PostgresAccountsUnitsOfWork
from adapters.postgres.database import Database
from adapters.postgres.ledger_store import PostgresLedgerStore
from adapters.postgres.ledger_verification import LedgerVerification
from shared_kernel.clock import SystemClock
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money
from tests.builders import a_key, money
from tests.integration.postgres.conftest import new_id

FAILURE = Failure(reason="PAYMENT_EXPIRED", message="Too late.")


class Writer:
    """One process of the service, as far as the ledger goes."""

    def __init__(self, database: Database) -> None:
        store = PostgresLedgerStore(pool=database.pool, identifiers=SystemIdentifiers())
        self.queue = queue = OperationQueue(store=store, clock=SystemClock())
        self.settle = SettlePayment(queue=queue)
        self.fail = FailPayment(queue=queue)
        self.reserve_refund = ReserveRefund(queue=queue)
        self.book_refund = BookRefund(queue=queue)
        self.book_for_house = BookForHouse(queue=queue)

    async def opened(self, verb: Verb, account: Account, amount: Money) -> Transaction:
        """A deposit or withdrawal nobody has paid yet."""
        return await self.queue.submit(
            Operation(
                verb=verb,
                tenant_id=account.tenant_id,
                transaction_id=new_id(),
                key=a_key(str(new_id())),
                account_id=account.id,
                minor_units=amount.minor_units,
                currency_code=amount.currency.code,
                gateway="click",
            )
        )

    async def told(self, transaction: Transaction, *, paid: bool, version: int) -> None:
        """Its payment has ended so."""
        about = {
            "tenant_id": transaction.tenant_id,
            "transaction_id": transaction.id,
            "billing_transaction_id": transaction.id,
            "payment_version": version,
            "mark": a_mark(),
        }
        await (self.settle(**about, moved=transaction.amount) if paid else self.fail(**about, failure=FAILURE))

    async def refunded(self, refund_id: UUID, deposit: Transaction, amount: Money, *, version: int, paid: bool) -> None:
        """A refund of it has ended so."""
        verdict = RefundVerdict(
            tenant_id=deposit.tenant_id,
            refund_id=refund_id,
            deposit_id=deposit.id,
            billing_transaction_id=deposit.id,
            version=version,
            amount=amount,
            failure=None if paid else FAILURE,
        )
        await self.book_refund(verdict=verdict, mark=a_mark())


def a_mark() -> InboxMark:
    return InboxMark(consumer="accounts.settle_payments", event_id=new_id())


@asynccontextmanager
async def two_writers(database: Database) -> AsyncIterator[Sequence[Writer]]:
    writers = [Writer(database), Writer(database)]
    running = [asyncio.create_task(writer.queue.run()) for writer in writers]
    try:
        yield writers
    finally:
        for writer in writers:
            writer.queue.close()
        await asyncio.gather(*running)


@pytest.fixture
async def writers(database: Database) -> AsyncIterator[Sequence[Writer]]:
    async with two_writers(database) as both:
        yield both


class Books:
    """What is committed."""

    def __init__(self, accounts: PostgresAccountsUnitsOfWork, database: Database, account: Account) -> None:
        self._accounts = accounts
        self._verify = LedgerVerification(database.engine)
        self._account = account

    async def balance(self) -> tuple[int, int]:
        """Posted and held of the account; the whole ledger adds up."""
        assert [] == (await self._verify(self._account.tenant_id)).findings
        async with self._accounts(tenant_id=self._account.tenant_id) as work:
            account = await work.accounts.get(self._account.id)
        return account.posted, account.held

    async def status(self, transaction_id: UUID) -> Status:
        async with self._accounts(tenant_id=self._account.tenant_id) as work:
            return (await work.transactions.get(transaction_id)).status


@pytest.fixture
def books(accounts: PostgresAccountsUnitsOfWork, database: Database, account: Account) -> Books:
    return Books(accounts, database, account)


async def funded(writer: Writer, account: Account, amount: Money) -> Transaction:
    """A paid deposit."""
    deposit = await writer.opened(Verb.DEPOSIT, account, amount)
    await writer.told(deposit, paid=True, version=3)
    return deposit


async def test_a_deposit_told_as_failed_and_paid_by_two_writers_twenty_times_is_credited_once(
    writers: Sequence[Writer], account: Account, books: Books
) -> None:
    deposit = await writers[0].opened(Verb.DEPOSIT, account, money(10_000))
    verdicts = [(3, False), (4, True)] * 10
    await asyncio.gather(
        *(
            writer.told(deposit, paid=paid, version=version)
            for writer, (version, paid) in zip(cycle(writers), sorted(verdicts), strict=False)
        )
    )
    assert (Status.COMPLETED, (10_000, 0)) == (await books.status(deposit.id), await books.balance())


async def test_a_payout_told_as_paid_and_returned_by_two_writers_twenty_times_is_re_credited_once(
    writers: Sequence[Writer], account: Account, books: Books
) -> None:
    await funded(writers[0], account, money(10_000))
    withdrawal = await writers[0].opened(Verb.WITHDRAW, account, money(4_000))
    assert (10_000, 4_000) == await books.balance()
    verdicts = [(3, True), (4, False)] * 10
    await asyncio.gather(
        *(
            writer.told(withdrawal, paid=paid, version=version)
            for writer, (version, paid) in zip(cycle(writers), sorted(verdicts), strict=False)
        )
    )
    assert (Status.FAILED, (10_000, 0)) == (await books.status(withdrawal.id), await books.balance())


async def test_a_refund_given_back_unasked_and_told_by_two_writers_twenty_times_is_booked_once(
    writers: Sequence[Writer], account: Account, books: Books
) -> None:
    """The customer has spent most of it: the house pays the rest."""
    deposit, refund_id = await funded(writers[0], account, money(10_000)), new_id()
    await writers[0].opened(Verb.WITHDRAW, account, money(9_000))
    await asyncio.gather(
        *(
            writer.refunded(refund_id, deposit, money(4_000), version=1, paid=True)
            for writer, _ in zip(cycle(writers), range(20), strict=False)
        )
    )
    assert (9_000, 9_000) == await books.balance()
    await writers[1].refunded(refund_id, deposit, money(4_000), version=2, paid=False)
    assert (Status.FAILED, (10_000, 9_000)) == (await books.status(refund_id), await books.balance())


async def test_a_refund_reserved_twenty_times_by_two_writers_is_held_once(
    writers: Sequence[Writer], account: Account, books: Books
) -> None:
    deposit, refund_id = await funded(writers[0], account, money(10_000)), new_id()
    reserved = await asyncio.gather(
        *(
            writer.reserve_refund(
                tenant_id=account.tenant_id,
                refund_id=refund_id,
                deposit_id=deposit.id,
                billing_transaction_id=deposit.id,
                amount=money(4_000),
            )
            for writer, _ in zip(cycle(writers), range(20), strict=False)
        )
    )
    assert {Status.PENDING} == {refund.status for refund in reserved}
    assert (10_000, 4_000) == await books.balance()
    await writers[1].refunded(refund_id, deposit, money(4_000), version=1, paid=True)
    assert (6_000, 0) == await books.balance()


async def test_a_refund_that_fails_while_all_is_given_back_unasked_repays_the_house_once(
    writers: Sequence[Writer], account: Account, books: Books
) -> None:
    deposit, refund_id, outside_id = await funded(writers[0], account, money(10_000)), new_id(), new_id()
    await writers[0].reserve_refund(
        tenant_id=account.tenant_id,
        refund_id=refund_id,
        deposit_id=deposit.id,
        billing_transaction_id=deposit.id,
        amount=money(3_000),
    )
    for version in (1, 2):
        await asyncio.gather(
            *(
                told
                for writer, _ in zip(cycle(writers), range(20), strict=False)
                for told in (
                    writer.refunded(outside_id, deposit, money(10_000), version=version, paid=version == 1),
                    writer.refunded(refund_id, deposit, money(3_000), version=1, paid=False),
                )
            )
        )
        assert (0 if version == 1 else 10_000, 0) == await books.balance()


async def test_a_fee_told_twenty_times_by_two_writers_is_booked_once(
    writers: Sequence[Writer], account: Account, books: Books
) -> None:
    deposit, fee_id = await funded(writers[0], account, money(10_000)), new_id()
    booking = HouseBooking(
        id=fee_id,
        tenant_id=account.tenant_id,
        movement=HouseMovement.FEE,
        billing_transaction_id=deposit.id,
        gateway="click",
        amount=money(290),
        metadata={"fee_id": "txn_1"},
    )
    fees = await asyncio.gather(
        *(
            writer.book_for_house(booking=booking, mark=a_mark())
            for writer, _ in zip(cycle(writers), range(20), strict=False)
        )
    )
    assert {(fee_id, Status.COMPLETED, None, money(290))} == {
        (fee.id, fee.status, fee.user_id, fee.amount) for fee in fees
    }
    assert (10_000, 0) == await books.balance()
