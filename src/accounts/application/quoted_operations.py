"""Submitting operations that may need an exchange rate.

Rates are fetched before a chain starts, and most operations need none. So an operation is submitted without a quote;
only when its chain asks for one is the rates port called and the operation submitted again.
"""

from collections.abc import Sequence
from dataclasses import replace

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
        """Do the operations, each for itself, in the order given."""
        outcomes = await self._queue.submit_all(operations)
        for position, outcome in enumerate(outcomes):
            if isinstance(outcome, QuoteRequired):
                outcomes[position] = await self._answer(operations[position], outcome)
        return outcomes

    async def _answer(self, operation: Operation, question: QuoteRequired) -> Outcome:
        try:
            return await self._queue.submit(await self._quoted(operation, question))
        except HamyonError as refusal:
            return refusal

    async def _quoted(self, operation: Operation, question: QuoteRequired) -> Operation:
        quote = await self._rates.quote(source=question.source, target=question.target)
        return replace(operation, quote=quote)
