"""Payme's memory: every receipt since the sandbox was started."""

from collections.abc import Iterator
from itertools import count

from adapters.sandbox.payme.receipt import Bill, Receipt
from adapters.sandbox.payme.refusals import unknown_receipt
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers

_ID_LENGTH = 24
_NUMBER_LENGTH = 8


class Books:
    """The receipts, oldest first."""

    def __init__(self, *, clock: Clock, identifiers: Identifiers) -> None:
        self._clock = clock
        self._identifiers = identifiers
        self._kept: dict[str, Receipt] = {}
        self._numbers = count(1)

    def add(self, bill: Bill, *, by_api: bool = False, hold: bool = False) -> Receipt:
        """A new receipt under an id of Payme's kind: 24 hexadecimal characters."""
        drawn = self._identifiers.new_id().hex[-(_ID_LENGTH - _NUMBER_LENGTH) :]
        receipt = Receipt(
            id=f"{drawn}{next(self._numbers):0{_NUMBER_LENGTH}x}",
            bill=bill,
            created_at=self.now(),
            by_api=by_api,
            hold=hold,
        )
        self._kept[receipt.id] = receipt
        return receipt

    def find(self, receipt_id: str) -> Receipt:
        """The receipt of this id.

        Raises:
            PaymeSaysNoError: there is none.
        """
        found = self._kept.get(receipt_id)
        if found is None:
            raise unknown_receipt()
        return found

    def all(self) -> Iterator[Receipt]:
        """Every receipt, oldest first."""
        return iter(tuple(self._kept.values()))

    def now(self) -> int:
        """Milliseconds since 1970."""
        moment = self._clock.now()
        return int(moment.timestamp()) * 1000 + moment.microsecond // 1000
