"""A batch of operations in one commit: load what they need, run each through its chain, write what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.chain.books import Books
from accounts.chain.chains import run
from accounts.chain.currency_conversion import QuoteRequired
from accounts.chain.operation import (
    BOOKING,
    OPENING,
    REQUESTED,
    Operation,
    Verb,
    customer_accounts,
    system_accounts,
    transactions,
)
from accounts.chain.repayment import repayments
from accounts.chain.validation import validate_settlement
from accounts.domain.status import Status
from accounts.domain.transaction import Transaction
from accounts.ports.ledger_store import Changes, LedgerStore, Loaded, Needs
from shared_kernel.clock import Clock
from shared_kernel.errors import ErrorKind, HamyonError
from shared_kernel.idempotency import RequestIdReusedError, RequestRecord
from shared_kernel.tenant import TenantId

# The transaction, or why there is none: a refusal (HamyonError) or a question (QuoteRequired).
Outcome = Transaction | Exception

# Where a verdict leads. A transaction that does not heed it has heard it before, or a later one: asking twice is safe.
_LEADS_TO = {Verb.SETTLE: Status.COMPLETED, Verb.FAIL: Status.FAILED}


async def commit_batch(*, operations: Sequence[Operation], store: LedgerStore, clock: Clock) -> list[Outcome]:
    """Do all operations in one commit; a refusal concerns its operation only. Answers are in the order asked.

    Raises:
        ConcurrentWriteError: nothing was written; the batch may be done again.
    """
    tenants = frozenset(operation.tenant_id for operation in operations)
    async with store.session(tenants=tenants) as session:
        loaded = await session.load(_needs(operations))
        batch = _Batch(loaded=loaded, books=_books(loaded, clock))
        outcomes = [batch.decide(operation) for operation in operations]
        await session.write(batch.changes())
    return outcomes


def _needs(operations: Sequence[Operation]) -> Needs:
    opening = [operation for operation in operations if operation.verb in OPENING]
    return Needs(
        requests=frozenset((item.tenant_id, item.key.request_id) for item in operations if item.key),
        accounts=frozenset((item.tenant_id, account) for item in opening for account in customer_accounts(item)),
        system_accounts=frozenset(account for item in opening for account in system_accounts(item)),
        transactions=frozenset(
            (item.tenant_id, transaction) for item in operations for transaction in transactions(item)
        ),
        refunded=frozenset(
            (item.tenant_id, item.refunded_transaction_id) for item in operations if item.refunded_transaction_id
        ),
        marks=frozenset((item.tenant_id, item.mark) for item in operations if item.mark),
    )


def _books(loaded: Loaded, clock: Clock) -> Books:
    books = Books(at=clock.now())
    books.add(loaded.accounts)
    books.transactions.update({item.id: item for item in (*loaded.refunds, *loaded.transactions)})
    return books


@dataclass(slots=True, kw_only=True)
class _Batch:
    loaded: Loaded
    books: Books
    done: list[Operation] = field(default_factory=list)
    requests: list[tuple[TenantId, RequestRecord]] = field(default_factory=list)

    def decide(self, operation: Operation) -> Outcome:
        """The first outcome of a request seen before, else what the chain makes of it."""
        operation = self._about_what_is_there(operation)
        try:
            earlier = self._first_outcome(operation) or self._already_there(operation)
            return earlier if earlier is not None else self._run(operation)
        except HamyonError as refusal:
            return refusal
        except QuoteRequired as question:
            return question

    def changes(self) -> Changes:
        """What the commit writes; of an account or a transaction touched many times only the final state."""
        opened = {item.transaction_id: None for item in self.done if item.verb in OPENING}
        moved = {item.transaction_id: None for item in self.done if item.transaction_id not in opened}
        touched = {account.id for item in self.done for account in item.accounts}
        return Changes(
            at=self.books.at,
            opened=[self.books.transactions[key] for key in opened],
            moved=[self.books.transactions[key] for key in moved],
            entries=[entry for item in self.done for entry in item.entries],
            accounts=[self.books.accounts[key] for key in touched],
            events=[item.event for item in self.done if item.event],
            requests=self.requests,
            marks=[(item.tenant_id, item.mark) for item in self.done if item.mark],
        )

    def _first_outcome(self, operation: Operation) -> Transaction | None:
        if operation.key is None:
            return None
        record = self.loaded.remembered.get((operation.tenant_id, operation.key.request_id))
        if record is None:
            return None
        if record.key.fingerprint != operation.key.fingerprint:
            raise RequestIdReusedError
        if record.refusal is not None:
            raise record.refusal
        if record.resource_id is None:
            raise AssertionError("a remembered request made something or was refused")
        return self.loaded.outcomes[operation.tenant_id, record.resource_id]

    def _about_what_is_there(self, operation: Operation) -> Operation:
        verdict = BOOKING.get(operation.verb)
        if verdict is None or self.books.find(operation.tenant_id, operation.transaction_id) is None:
            return operation
        return operation._replace(verb=verdict)

    def _already_there(self, operation: Operation) -> Transaction | None:
        if operation.verb in REQUESTED:
            return None
        if operation.verb in BOOKING:
            return self.books.find(operation.tenant_id, operation.transaction_id)
        current = self.books.transaction(operation.tenant_id, operation.transaction_id)
        if operation.mark is not None and (operation.tenant_id, operation.mark) in self.loaded.handled:
            return current
        if operation.verb is Verb.PEND:
            return current if current.status is not Status.INITIATED else None
        if operation.verb is Verb.SETTLE:
            # A second verdict about another amount is no repetition, also after the first one was booked.
            validate_settlement(operation, self.books)
        news = current.heeds(status=_LEADS_TO[operation.verb], payment_version=operation.payment_version)
        return None if news else current

    def _run(self, operation: Operation) -> Transaction:
        try:
            done = run(operation, self.books)
        except HamyonError as refusal:
            self._remember_refusal(operation, refusal)
            raise
        if done.transaction is None:
            raise AssertionError("every chain ends in persistence")
        self._did(done)
        for repayment in repayments(done, self.books):
            self._did(run(repayment, self.books))
        if done.key is not None:
            record = RequestRecord(key=done.key, resource_id=done.transaction.id)
            self.requests.append((done.tenant_id, record))
        return done.transaction

    def _did(self, operation: Operation) -> None:
        self.books.apply(operation)
        self.done.append(operation)

    def _remember_refusal(self, operation: Operation, refusal: HamyonError) -> None:
        """A refusal by the state of the books is an outcome.

        Without this a duplicate of the request, delayed on the network, could move money after its caller was told
        no. A request that is malformed, names what does not exist or meets an obstacle outside the books is no
        outcome: nothing is written for it.
        """
        if operation.key is None or refusal is operation.obstacle:
            return
        if refusal.kind is ErrorKind.CONFLICT and not refusal.retryable:
            record = RequestRecord(key=operation.key, refusal=refusal)
            self.requests.append((operation.tenant_id, record))
