"""What must hold of money on its way out: it left once and arrived once, or it is all here."""

from collections.abc import Iterator

from billing.domain.status import LIVE, Status
from billing.domain.transaction import Transaction
from tests.campaign.providers.payouts import PayoutBooks

# Whose payouts end by themselves; others wait for an operator.
_ENDS = "stripe"


def compared(payout: Transaction, theirs: PayoutBooks) -> Iterator[str]:
    """Where a payout and the books of whoever pays it out do not agree."""
    whole = (payout.amount.minor_units,)
    if payout.status is Status.COMPLETED:
        if theirs.sent != whole or theirs.received != whole:
            yield f"{payout.amount} was paid out, and there sent: {theirs.sent}, received: {theirs.received}"
        if payout.captured_amount != payout.amount:
            yield f"{payout.status} with {payout.captured_amount} paid out"
        return
    if theirs.sent or payout.captured_amount.minor_units:
        yield f"{payout.status}, {payout.captured_amount} paid out, and there sent: {theirs.sent}"
    if payout.gateway == _ENDS and payout.status in LIVE:
        yield f"a payout is still {payout.status}"


def held(payout: Transaction) -> int:
    """What a payout keeps back on its account."""
    return payout.amount.minor_units if payout.status in LIVE else 0


def described(number: int, payout: Transaction, theirs: PayoutBooks) -> str:
    """The payout for people."""
    why = f", {payout.failure.reason}" if payout.failure else ""
    return (
        f"  #{number} {payout.gateway} payout {payout.id}: {payout.status}{why}, {payout.amount.minor_units}; "
        f"there sent: {theirs.sent}, received: {theirs.received}"
    )
