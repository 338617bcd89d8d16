"""What must hold when a seed has come to its end: our books are the simulators' books, and the ledger is ours."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from uuid import UUID

from adapters.postgres.ledger_verification import LedgerVerification
from billing.domain.discrepancy import RETURNABLE, Discrepancy, DiscrepancyKind
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from billing.domain.status import PAID, Status
from billing.domain.transaction import Transaction
from tests.campaign import payouts
from tests.campaign.providers.port import ProviderBooks
from tests.campaign.script import Link, Script
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A payment beside its provider's books."""

    transaction: Transaction
    findings: tuple[str, ...]
    ends: tuple[str, ...]
    books: tuple[str, ...]


class Judge:
    """Looks for what does not agree."""

    def __init__(self, town: Town, script: Script) -> None:
        self._town = town
        self._script = script
        self.books: list[str] = []
        self.ends: list[str] = []

    async def untold(self) -> frozenset[UUID]:
        """The payments of which the provider's books say what it may never tell by itself."""
        hidden = [link for link in self._script.links if not link.payout and link.gateway in self._script.hidden]
        judged = [one for link in hidden if (one := await self._judged(link))]
        return frozenset(one.transaction.id for one in judged if one.findings)

    async def findings(self) -> list[str]:
        """Everything that is wrong, in words; nothing when all is well."""
        found: list[str] = []
        kept_by_order = Counter[int]()
        deposited = 0
        for link in (one for one in self._script.links if not one.payout):
            judged = await self._judged(link)
            if judged is None:
                continue
            self.ends += judged.ends
            self.books += judged.books
            found += [f"#{link.number}: {one}" for one in judged.findings]
            left = _left(judged.transaction)
            kept_by_order[link.order] += bool(left)
            deposited += left if link.deposit else 0
        found += [f"order {order} is paid {times} times" for order, times in kept_by_order.items() if times > 1]
        found += [one async for one in self._payouts()]
        return found + [one async for one in self._events()] + [one async for one in self._ledger(deposited)]

    async def _judged(self, link: Link) -> _Judged | None:
        transaction = await self._town.transaction(link.number)
        if transaction is None:
            return None
        theirs = self._town.providers[link.gateway].books(transaction)
        async with self._town.lane.application.foundation.billing_units()(tenant_id=self._town.tenant_id) as unit:
            refunds = await unit.refunds.of_transaction(transaction.id)
            discrepancies = await unit.discrepancies.of_transaction(transaction.id)
        return _Judged(
            transaction=transaction,
            findings=tuple(_compared(transaction, theirs, refunds, discrepancies)),
            ends=tuple(_ends(transaction, refunds, discrepancies)),
            books=tuple(_described(link.number, transaction, theirs, refunds, discrepancies)),
        )

    async def _payouts(self) -> AsyncIterator[str]:
        for link, payout in await self._made_payouts():
            theirs = self._town.payers[link.gateway].payout_books(payout)
            self.ends.append(f"{payout.gateway} payout {payout.status}")
            self.books.append(payouts.described(link.number, payout, theirs))
            for finding in payouts.compared(payout, theirs):
                yield f"#{link.number}: {finding}"

    async def _made_payouts(self) -> list[tuple[Link, Transaction]]:
        links = [link for link in self._script.links if link.payout]
        made = [(link, await self._town.transaction(link.number)) for link in links]
        return [(link, payout) for link, payout in made if payout is not None]

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
        made = [payout for _, payout in await self._made_payouts()]
        due = self._town.brought + deposited - sum(one.captured_amount.minor_units for one in made)
        held = sum(payouts.held(one) for one in made)
        if (account.posted, account.held) != (due, held):
            yield f"account: {account.posted} posted, {account.held} held; {due} and {held} are due"


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
    if theirs.kept != due:
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
