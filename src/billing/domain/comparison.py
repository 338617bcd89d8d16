"""A payment as billing has it, beside the word of its gateway and the word of the books: what does not agree.

Pure, and asked again it says the same: a discrepancy's id follows from what both sides say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, Party, open_discrepancy
from billing.domain.follow import follow
from billing.domain.observation import Observation, Standing
from billing.domain.refund import Refund
from billing.domain.status import LIVE, PAID, TAKEN, Status
from billing.domain.transaction import Transaction
from shared_kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What the books say of a payment, or of a payout: what it moved, and what of that went back."""

    moved: Money
    returned: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """Whom billing is compared with, about which payment and when."""

    transaction: Transaction
    party: Party
    at: datetime

    @property
    def name(self) -> str:
        return self.transaction.gateway if self.party is Party.GATEWAY else "the ledger"

    def found(self, kind: DiscrepancyKind, *, amount: Money, says: str) -> Discrepancy:
        """The discrepancy of what the other side `says` in this kind."""
        transaction = self.transaction
        has = f"{transaction.status}, {transaction.captured_amount} taken, {transaction.refunded_amount} returned"
        return open_discrepancy(
            discrepancy_id=uuid5(transaction.id, f"{self.party}:{kind}:{says}:{has}"),
            tenant_id=transaction.tenant_id,
            transaction_id=transaction.id,
            gateway=transaction.gateway,
            party=self.party,
            kind=kind,
            amount=amount,
            note=f"{self.name} says: {says}; billing: {has}",
            at=self.at,
        )


def compare_with_gateway(
    *, transaction: Transaction, refunds: Sequence[Refund], news: Observation, at: datetime
) -> tuple[Discrepancy, ...]:
    """What the gateway's word and the payment do not agree in, once the payment has followed that word."""
    if transaction.status in TAKEN:
        side = _Side(transaction=transaction, party=Party.GATEWAY, at=at)
        if news.standing is not Standing.PAID:
            return _taken_here_only(side, news)
        if other := _other_sums(side, news, refunds):
            return (other,)
    elif news.standing is not Standing.PAID:
        return _held_on_one_side(_Side(transaction=transaction, party=Party.GATEWAY, at=at), news)
    # What could not be followed was recorded by whoever followed it first; saying it again names the same ones.
    return follow(transaction=transaction, refunds=refunds, news=news, at=at).discrepancies


def unknown_there(transaction: Transaction, *, at: datetime) -> Discrepancy | None:
    """The gateway knows no such payment: a discrepancy when billing has, or had, its money."""
    if transaction.status not in PAID:
        return None
    side = _Side(transaction=transaction, party=Party.GATEWAY, at=at)
    return side.found(DiscrepancyKind.MISSING_THERE, amount=transaction.amount, says="no such payment")


def compare_with_books(
    *, transaction: Transaction, refunds: Iterable[Refund], booked: Booked, at: datetime
) -> Discrepancy | None:
    """What the books and the payment do not agree in; refunds on their way may be in the books already, or not yet."""
    side = _Side(transaction=transaction, party=Party.LEDGER, at=at)
    says = f"{booked.moved} moved, {booked.returned} returned"
    if bool(booked.moved.minor_units) != bool(transaction.captured_amount.minor_units):
        if booked.moved.minor_units:
            return side.found(DiscrepancyKind.STATUS_MISMATCH, amount=booked.moved, says=says)
        return side.found(DiscrepancyKind.MISSING_THERE, amount=transaction.captured_amount, says="no such payment")
    returns_agree = booked.returned == transaction.refunded_amount or any(refund.is_open for refund in refunds)
    if booked.moved == transaction.captured_amount and returns_agree:
        return None
    return side.found(DiscrepancyKind.AMOUNT_MISMATCH, amount=booked.moved, says=says)


def speaks_of(transaction: Transaction, news: Observation) -> bool:
    """Whether every amount of the news is in the payment's currency; others cannot be added to anything of it."""
    told = [news.amount, news.refunded, *(refund.amount for refund in news.refunds)]
    return all(amount is None or amount.currency == transaction.amount.currency for amount in told)


def _taken_here_only(side: _Side, news: Observation) -> tuple[Discrepancy, ...]:
    # Some gateways call a payment canceled once all of its money went back.
    if side.transaction.status is Status.REFUNDED:
        return ()
    amount = news.amount or Money(0, side.transaction.amount.currency)
    return (side.found(DiscrepancyKind.STATUS_MISMATCH, amount=amount, says=str(news.standing)),)


def _held_on_one_side(side: _Side, news: Observation) -> tuple[Discrepancy, ...]:
    transaction, held_there = side.transaction, news.standing is Standing.AUTHORIZED
    held_here = transaction.status is Status.AUTHORIZED
    # What we called off is being released, and what is live follows by itself.
    if held_there is held_here or transaction.unwanted or transaction.status in LIVE - {Status.AUTHORIZED}:
        return ()
    amount = news.amount or transaction.amount
    return (side.found(DiscrepancyKind.STATUS_MISMATCH, amount=amount, says=str(news.standing)),)


def _other_sums(side: _Side, news: Observation, refunds: Iterable[Refund]) -> Discrepancy | None:
    transaction = side.transaction
    taken = news.amount or transaction.captured_amount
    returned = news.returned
    # A refund of ours that waits for its end may be counted there already.
    if returned is None or any(refund.is_open for refund in refunds):
        returned = transaction.refunded_amount
    if (taken, returned) == (transaction.captured_amount, transaction.refunded_amount):
        return None
    # More than was taken cannot have gone back: following the gateway has recorded that under a name of its own.
    if taken == transaction.captured_amount and taken.currency == returned.currency and taken < returned:
        return None
    says = f"{taken} taken, {returned} returned"
    return side.found(DiscrepancyKind.AMOUNT_MISMATCH, amount=taken, says=says)
