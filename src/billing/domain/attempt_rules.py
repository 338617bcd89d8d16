"""What providers expect differently when a payer tries to pay; the use cases do not ask whose provider it is."""

from dataclasses import dataclass

from billing.domain.errors import AmountMismatchError
from billing.domain.status import Status
from billing.domain.top_up_limits import TopUpLimits
from billing.domain.transaction import Transaction
from shared_kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRules:
    """How one endpoint takes attempts.

    Attributes:
        top_up_limits: what a payer may top an account up with; None: the endpoint takes no top-ups.
        one_at_a_time: an order takes no further attempt while one of it waits (Payme); otherwise the first that is
            paid wins (Click).
        amount_first: a wrong amount is said before the order's state.
        exact_repeats: an attempt that waits is answered as it is when it is announced again, whatever became of its
            order meanwhile; otherwise it is checked anew.
    """

    top_up_limits: TopUpLimits | None = None
    one_at_a_time: bool = False
    amount_first: bool = False
    exact_repeats: bool = False

    def require_payable(self, transaction: Transaction, *, amount: Money) -> None:
        """Let an order pass that waits for exactly this amount.

        Raises:
            UnknownReferenceError, AlreadyPaidError, OrderClosedError: as `Transaction.require_payable`.
            AmountMismatchError: not its amount.
        """
        # Of an order nobody outside has been told of, not even the amount may be learnt.
        if self.amount_first and transaction.status is not Status.INITIATED:
            _require_amount(transaction, amount)
        transaction.require_payable()
        _require_amount(transaction, amount)


def _require_amount(transaction: Transaction, amount: Money) -> None:
    if amount != transaction.amount:
        raise AmountMismatchError
