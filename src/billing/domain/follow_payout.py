"""A payout follows what its gateway says of it.

`Paid` is provisional: a bank may send the money back days later, and that is the last word. The two may overtake each
other on their way to us; once a payout has failed, news that it was paid is old.
"""

from datetime import datetime

from billing.domain.failure import Failure
from billing.domain.observation import Observation, Standing
from billing.domain.status import LIVE, Status
from billing.domain.transaction import Transaction

_UNTOLD = Failure(reason="PAYOUT_FAILED", message="The gateway says that the payout failed.")
_NOT_PAID = frozenset({Standing.FAILED, Standing.CANCELED, Standing.EXPIRED})


def follow_payout(*, transaction: Transaction, news: Observation, at: datetime) -> Transaction:
    """The payout after the news."""
    failure = news.failure or _UNTOLD
    if transaction.status is Status.COMPLETED and news.standing in _NOT_PAID:
        return transaction.send_back(at=at, failure=failure)
    if transaction.status not in LIVE:
        return transaction
    if news.standing in _NOT_PAID:
        return transaction.fail(at=at, failure=failure)
    if transaction.status is Status.INITIATED:
        transaction = transaction.await_payer(at=at, payment_url="")
    return transaction.complete(at=at) if news.standing is Standing.PAID else transaction
