"""Accounts put together over memory: what `bootstrap` does, for tests of use cases."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

from accounts.application.book_for_house import BookForHouse
from accounts.application.book_refund import BookRefund, RefundVerdict
from accounts.application.change_account_status import ChangeAccountStatus
from accounts.application.deposit import Deposit, DepositRequest
from accounts.application.fail_payment import FailPayment
from accounts.application.gateway_operations import GatewayOperations
from accounts.application.open_account import OpenAccount
from accounts.application.open_payment import OpenPayment
from accounts.application.operation_queue import OperationQueue
from accounts.application.quoted_operations import QuotedOperations
from accounts.application.read_books import ReadBooks
from accounts.application.recover_initiated import RecoverInitiated
from accounts.application.register_user import RegisterUser
from accounts.application.reserve_refund import ReserveRefund
from accounts.application.settle_payment import SettlePayment
from accounts.application.transfer import Transfer, TransferRequest
from accounts.application.withdraw import Withdraw, WithdrawRequest
from accounts.domain.account import Account, AccountStatus
from accounts.domain.entry import Entry
from accounts.domain.system_account import SystemAccount
from accounts.domain.transaction import Failure, Transaction
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.builders import TENANT, StepClock, a_user, an_account, money, new_id
from tests.fakes.accounts.ledger_store import MemoryLedgerStore
from tests.fakes.accounts.payments import MemoryPayments, MemoryRates
from tests.fakes.accounts.repositories import MemoryUnfinished
from tests.fakes.accounts.storage import Storage
from tests.fakes.accounts.units_of_work import MemoryUnitsOfWork

FAILURE = Failure(reason="EXPIRED", message="The payer did not pay in time.")


class AccountsWorld:
    """Every use case over the same memory, and looks into that memory.

    Two worlds over one storage are two processes over one database.
    """

    def __init__(self, storage: Storage | None = None) -> None:
        self.storage = storage = storage or Storage()
        self.clock = clock = StepClock()
        self.store = MemoryLedgerStore(storage=storage, clock=clock)
        self.units_of_work = units = MemoryUnitsOfWork(storage)
        self.payments = payments = MemoryPayments()
        self.rates = MemoryRates()
        self.identifiers = identifiers = SystemIdentifiers()
        self.queue = queue = OperationQueue(store=self.store, clock=clock)
        self.operations = operations = QuotedOperations(queue=queue, rates=self.rates)
        self.open_payment = open_payment = OpenPayment(queue=queue, payments=payments)
        through = GatewayOperations(operations=operations, open_payment=open_payment, payments=payments)
        self.deposit = Deposit(operations=through, identifiers=identifiers)
        self.withdraw = Withdraw(operations=through, identifiers=identifiers)
        self.transfer = Transfer(operations=operations, identifiers=identifiers)
        self.settle = SettlePayment(queue=queue)
        self.fail = FailPayment(queue=queue)
        self.recover = RecoverInitiated(unfinished=MemoryUnfinished(storage), open_payment=open_payment, clock=clock)
        self.register_user = RegisterUser(units_of_work=units, identifiers=identifiers, clock=clock)
        self.open_account = OpenAccount(units_of_work=units, identifiers=identifiers, clock=clock)
        self.change_status = ChangeAccountStatus(units_of_work=units, clock=clock)
        self.read = ReadBooks(units_of_work=units)
        self.reserve_refund = ReserveRefund(queue=queue)
        self.book_refund = BookRefund(queue=queue)
        self.book_for_house = BookForHouse(queue=queue)
        self._payment_versions = itertools.count(1)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["AccountsWorld"]:
        """The queue runs inside, and drains at the end."""
        writer = asyncio.create_task(self.queue.run())
        try:
            yield self
        finally:
            self.queue.close()
            await writer

    async def account(self, code: str = "UZS", *, funds: int = 0, tenant_id: TenantId = TENANT) -> Account:
        """A new customer's account, with so many minor units paid in."""
        async with self.units_of_work(tenant_id=tenant_id) as work:
            user = a_user(tenant_id=tenant_id)
            await work.users.add(user)
            account = an_account(tenant_id=tenant_id, code=code, user_id=user.id)
            await work.accounts.add(account)
        if funds:
            await self.fund(account, funds)
        return self.now(account)

    async def fund(self, account: Account, minor_units: int) -> None:
        """Let a payer pay into the account."""
        deposit = await self.deposited(account, money(minor_units, account.currency.code))
        await self.settled(deposit)

    async def deposited(self, account: Account, amount: Money) -> Transaction:
        """A pending deposit."""
        return await self.deposit(tenant_id=account.tenant_id, request=deposit_request(account, amount))

    async def withdrawn(self, account: Account, amount: Money) -> Transaction:
        """A pending withdrawal."""
        return await self.withdraw(tenant_id=account.tenant_id, request=withdraw_request(account, amount))

    async def transferred(self, source: Account, target: Account, amount: Money) -> Transaction:
        """A completed transfer."""
        return await self.transfer(tenant_id=source.tenant_id, request=transfer_request(source, target, amount))

    async def settled(self, transaction: Transaction, moved: Money | None = None, *, version: int = 0) -> Transaction:
        """The transaction, after its gateway reported that the money moved; without a version it is the latest news."""
        return await self.settle(
            billing_transaction_id=new_id(),
            payment_version=version or next(self._payment_versions),
            tenant_id=transaction.tenant_id,
            transaction_id=transaction.id,
            moved=moved or transaction.amount,
            mark=a_mark(),
        )

    async def failed(self, transaction: Transaction, *, version: int = 0) -> Transaction:
        """The transaction, after its gateway reported that the money will not move, or has come back."""
        return await self.fail(
            billing_transaction_id=new_id(),
            payment_version=version or next(self._payment_versions),
            tenant_id=transaction.tenant_id,
            transaction_id=transaction.id,
            failure=FAILURE,
            mark=a_mark(),
        )

    async def refund_reserved(
        self, deposit: Transaction, amount: Money, *, refund_id: UUID | None = None
    ) -> Transaction:
        """A pending refund of a deposit."""
        return await self.reserve_refund(
            tenant_id=deposit.tenant_id,
            refund_id=refund_id or new_id(),
            deposit_id=deposit.id,
            billing_transaction_id=new_id(),
            amount=amount,
        )

    async def refund_booked(
        self, refund_id: UUID, deposit: Transaction, amount: Money, *, failed: bool = False, version: int = 0
    ) -> Transaction:
        """The refund, after its gateway reported that the money went back, or that it did not."""
        verdict = RefundVerdict(
            tenant_id=deposit.tenant_id,
            refund_id=refund_id,
            deposit_id=deposit.id,
            billing_transaction_id=new_id(),
            version=version or next(self._payment_versions),
            amount=amount,
            failure=FAILURE if failed else None,
        )
        return await self.book_refund(verdict=verdict, mark=a_mark())

    def now(self, account: Account) -> Account:
        """The account as it is committed."""
        found: Account = self.storage.rows["account", account.tenant_id, account.id]
        return found

    def transaction(self, transaction_id: UUID, tenant_id: TenantId = TENANT) -> Transaction:
        """The transaction as it is committed."""
        found: Transaction = self.storage.rows["transaction", tenant_id, transaction_id]
        return found

    def house(self, account: SystemAccount) -> int:
        """The balance of a house account, minor units."""
        found: Account | None = self.storage.rows.get(("account", account.tenant_id, account.id))
        return found.posted if found else 0

    def entries(self, transaction: Transaction) -> list[Entry]:
        """The transaction's lines, in the order of posting."""
        return [item for item in self.storage.table("entry") if item.transaction_id == transaction.id]

    def transactions(self) -> list[Transaction]:
        """Every transaction, the oldest first."""
        return self.storage.table("transaction")

    def events_of(self, transaction: Transaction) -> list[str]:
        """Types of the transaction's events, in order."""
        return [event.type for event in self.storage.events if event.subject == transaction.id]

    def set_status(self, account: Account, status: AccountStatus) -> None:
        """Freeze, unfreeze or close behind everybody's back."""
        changed = replace(self.now(account), status=status)
        self.storage.rows["account", account.tenant_id, account.id] = changed


def a_mark() -> InboxMark:
    return InboxMark(consumer="accounts.settlement", event_id=new_id())


def deposit_request(account: Account, amount: Money, request_id: str = "", gateway: str = "click") -> DepositRequest:
    return DepositRequest(
        request_id=request_id or str(new_id()),
        account_id=account.id,
        minor_units=amount.minor_units,
        currency_code=amount.currency.code,
        gateway=gateway,
        return_url="https://shop.example/back",
    )


def withdraw_request(account: Account, amount: Money, request_id: str = "", gateway: str = "click") -> WithdrawRequest:
    return WithdrawRequest(
        request_id=request_id or str(new_id()),
        account_id=account.id,
        minor_units=amount.minor_units,
        currency_code=amount.currency.code,
        gateway=gateway,
        destination="8600 **** **** 0001",
    )


def transfer_request(source: Account, target: Account, amount: Money, request_id: str = "") -> TransferRequest:
    return TransferRequest(
        request_id=request_id or str(new_id()),
        from_account_id=source.id,
        to_account_id=target.id,
        minor_units=amount.minor_units,
        currency_code=amount.currency.code,
    )
