"""What must hold when a seed has come to its end: our books are the simulators' books, and the ledger is ours."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator

from adapters.postgres.ledger_verification import LedgerVerification
from billing.domain.discrepancy import RETURNABLE, Discrepancy, DiscrepancyKind
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from billing.domain.status import PAID, Status
from billing.domain.transaction import Transaction
from tests.campaign.providers.port import ProviderBooks
from tests.campaign.script import Script
from tests.campaign.town import Town

_TAKEN = PAID - {Status.AUTHORIZED}
# The others tell only a sum, and a refund in a cabinet may be the one we were about to send.
_NAMES_REFUNDS = "stripe"
_EVENTS = """
SELECT subject, type, count(*) FROM platform.outbox
WHERE tenant_id = %s AND type = 'billing.transaction.completed.v1' GROUP BY subject, type
"""
_DEAD = "SELECT type, reason FROM platform.dead_letters WHERE tenant_id = %s"
_REFUNDS_TOLD = """
SELECT data ->> 'refund_id', count(*) FROM platform.outbox
WHERE tenant_id = %s AND type = 'billing.refund.succeeded.v1' GROUP BY data ->> 'refund_id'
"""


class Judge:
    """Looks for what does not agree."""

    def __init__(self, town: Town, script: Script) -> None:
        self._town = town
        self._script = script
        self.books: list[str] = []
        self.ends: list[str] = []

    async def findings(self) -> list[str]:
        """Everything that is wrong, in words; nothing when all is well."""
        found: list[str] = []
        kept_by_order = Counter[int]()
        deposited = 0
        for link in self._script.links:
            transaction = await self._town.transaction(link.number)
            if transaction is None:
                continue
            theirs = self._town.providers[link.gateway].books(transaction)
            refunds, discrepancies = await self._around(transaction)
            self.ends += _ends(transaction, refunds, discrepancies)
            self.books += _described(link.number, transaction, theirs, refunds, discrepancies)
            found += [f"#{link.number}: {one}" for one in _compared(transaction, theirs, refunds, discrepancies)]
            left = _left(transaction)
            kept_by_order[link.order] += bool(left)
            deposited += left if link.deposit else 0
        found += [f"order {order} is paid {times} times" for order, times in kept_by_order.items() if times > 1]
        return found + [one async for one in self._events()] + [one async for one in self._ledger(deposited)]

    async def _around(self, transaction: Transaction) -> tuple[tuple[Refund, ...], tuple[Discrepancy, ...]]:
        """What belongs to a payment."""
        async with self._town.lane.application.foundation.billing_units()(tenant_id=self._town.tenant_id) as unit:
            refunds = await unit.refunds.of_transaction(transaction.id)
            discrepancies = await unit.discrepancies.of_transaction(transaction.id)
        return refunds, discrepancies

    async def _events(self) -> AsyncIterator[str]:
        tenant_id, rows = self._town.tenant_id, self._town.lane.rows
        for subject, kind, times in await rows(_EVENTS, tenant_id):
            if times > 1:
                yield f"{kind} was told {times} times of {subject}"
        for refund, times in await rows(_REFUNDS_TOLD, tenant_id):
            if times > 1:
                yield f"refund {refund} was told {times} times to have succeeded"
        for kind, reason in await rows(
            "SELECT type, reason FROM platform.dead_letters WHERE tenant_id = %s", tenant_id
        ):
            yield f"dead letter {kind}: {reason}"

    async def _ledger(self, deposited: int) -> AsyncIterator[str]:
        tenant_id = self._town.tenant_id
        report = await LedgerVerification(self._town.lane.application.foundation.database().engine)(tenant_id)
        for finding in report.findings:
            yield f"ledger: {finding.rule} - {finding.subject}: {finding.found}"
        account = await self._town.lane.application.wallets.read_books().account(
            tenant_id=tenant_id, account_id=self._town.account.id
        )
        if (account.posted, account.held) != (deposited, 0):
            yield f"account: {account.posted} posted, {account.held} held; {deposited} was deposited and is still there"


def _left(transaction: Transaction) -> int:
    return transaction.captured_amount.minor_units - transaction.refunded_amount.minor_units


def _compared(
    transaction: Transaction,
    theirs: ProviderBooks,
    refunds: tuple[Refund, ...],
    discrepancies: tuple[Discrepancy, ...],
) -> Iterator[str]:
    vain = sum(one.amount.minor_units for one in discrepancies if one.is_open and one.kind in RETURNABLE)
    gone = sum(
        one.amount.minor_units for one in discrepancies if one.is_open and one.kind is DiscrepancyKind.REFUND_MISMATCH
    )
    due = _left(transaction) + vain - gone
    # An open discrepancy says that somebody has to look: the money may be back already, by the provider's own doing.
    if not due - vain <= theirs.kept <= due:
        yield f"the provider keeps {theirs.kept}, we {_left(transaction)}, and {vain} in vain, {gone} too much returned"
    if (transaction.status is Status.AUTHORIZED) != bool(theirs.held):
        yield f"the provider holds {theirs.held}, and here it is {transaction.status}"
    if (transaction.status in _TAKEN) != bool(transaction.captured_amount.minor_units):
        yield f"{transaction.status} with {transaction.captured_amount} captured"
    names = Counter(name for name, _ in theirs.refunds)
    yield from (f"refund {name} was sent {times} times" for name, times in names.items() if times > 1)
    for refund in refunds:
        if refund.is_open:
            yield f"refund {refund.id} of {refund.amount} is still {refund.status}"
        elif transaction.gateway == _NAMES_REFUNDS and refund.origin is RefundOrigin.CALLER:
            sent = any(name.startswith(str(refund.id)) for name in names)
            if sent != (refund.status is RefundStatus.SUCCEEDED):
                yield f"refund {refund.id} is {refund.status} here and {'' if sent else 'not '}sent there"


def _ends(
    transaction: Transaction, refunds: tuple[Refund, ...], discrepancies: tuple[Discrepancy, ...]
) -> Iterator[str]:
    """What ended how, to be counted: a campaign in which little happens proves little."""
    yield f"{transaction.gateway} payment {transaction.status}"
    yield from (f"{transaction.gateway} refund {refund.status}" for refund in refunds)
    for one in discrepancies:
        yield f"{transaction.gateway} discrepancy {'open' if one.is_open else 'resolved'}"


def _described(
    number: int,
    transaction: Transaction,
    theirs: ProviderBooks,
    refunds: tuple[Refund, ...],
    discrepancies: tuple[Discrepancy, ...],
) -> Iterator[str]:
    yield (
        f"  #{number} {transaction.gateway} {transaction.id}: {transaction.status}, captured "
        f"{transaction.captured_amount.minor_units}, refunded {transaction.refunded_amount.minor_units}"
        f"{', unwanted' if transaction.unwanted else ''}{', late' if transaction.late else ''}"
        f"{f', {transaction.failure.reason}' if transaction.failure else ''}"
    )
    yield f"     provider: collected {theirs.collected}, returned {theirs.returned}, held {theirs.held}"
    for refund in refunds:
        yield f"     refund {refund.amount.minor_units} {refund.status} by {refund.origin}"
    for one in discrepancies:
        state = "open" if one.is_open else f"resolved: {one.resolution}"
        yield f"     discrepancy {one.kind} {one.amount.minor_units}, {state}"
