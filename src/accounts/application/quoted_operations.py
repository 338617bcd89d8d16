"""Submitting operations that may need an exchange rate.

Rates are fetched before a chain starts, and most operations need none. So an operation is submitted without a quote;
only when its chain asks for one is the rates port called and the operation submitted again.
"""

from collections.abc import Sequence

from accounts.application.batch import Outcome
from accounts.application.operation_queue import OperationQueue
from accounts.chain.currency_conversion import QuoteRequired
from accounts.chain.operation import Operation
from accounts.domain.transaction import Transaction
from accounts.ports.exchange_rates import ExchangeRates
from shared_kernel.errors import HamyonError


class QuotedOperations:
    """The operation queue, with quotes for those who need them."""

    def __init__(self, *, queue: OperationQueue, rates: ExchangeRates) -> None:
        self._queue = queue
        self._rates = rates

    async def submit(self, operation: Operation) -> Transaction:
        """Do the operation (HamyonError when it is refused or when there is no rate)."""
        try:
            return await self._queue.submit(operation)
        except QuoteRequired as question:
            return await self._queue.submit(await self._quoted(operation, question))

    async def submit_all(self, operations: Sequence[Operation]) -> list[Outcome]:
        """Do the operations, each for itself, in the order given; those that need a quote follow the others together.

        Raises:
            QueueFullError: nothing was taken.
        """
        outcomes = await self._queue.submit_all(operations)
        quoted: dict[int, Operation] = {}
        for position, outcome in enumerate(outcomes):
            if isinstance(outcome, QuoteRequired):
                try:
                    quoted[position] = await self._quoted(operations[position], outcome)
                except HamyonError as refusal:
                    outcomes[position] = refusal
        for position, answer in zip(quoted, await self._answers([*quoted.values()]), strict=True):
            outcomes[position] = answer
        return outcomes

    async def _answers(self, operations: Sequence[Operation]) -> Sequence[Outcome]:
        try:
            return await self._queue.submit_all(operations)
        except HamyonError as refusal:
            # None of these was taken; what needed no quote is done.
            return [refusal] * len(operations)

    async def _quoted(self, operation: Operation, question: QuoteRequired) -> Operation:
        quote = await self._rates.quote(source=question.source, target=question.target)
        return operation._replace(quote=quote)
