"""Walks a receipt through the merchant's billing: check, create, debit, perform; or cancel (protocol, section 4).

What the merchant says decides. A no before the debit ends the receipt; a no after it gives the money back; silence
leaves the receipt queued, to be taken up again.
"""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.payme.books import Books
from adapters.sandbox.payme.exchange import Exchange
from adapters.sandbox.payme.merchant import SPOILED, Merchant
from adapters.sandbox.payme.receipt import Receipt, ReceiptState

CHECK_PERFORM, CREATE, PERFORM = "CheckPerformTransaction", "CreateTransaction", "PerformTransaction"
CANCEL, CHECK = "CancelTransaction", "CheckTransaction"
# What can be planned for which call:
# - LATE, of a creation: PerformTransaction overtakes it; of the others: made when somebody resumes the receipt.
# - CONTRADICT: CancelTransaction is sent at the same moment.
FAULTS: Mapping[str, frozenset[Fault]] = MappingProxyType(
    {
        CHECK_PERFORM: SPOILED,
        CREATE: SPOILED | {Fault.LATE},
        PERFORM: SPOILED | {Fault.LATE, Fault.CONTRADICT},
        CANCEL: SPOILED | {Fault.LATE},
    }
)

DEBIT_FAILED, EXECUTION_FAILED, TIMED_OUT, REFUND = 2, 3, 4, 5
_COMPLETED = 2


class Cashier:
    """Takes payments and gives them back."""

    def __init__(self, *, merchant: Merchant, books: Books, faults: Faults) -> None:
        self._merchant = merchant
        self._books = books
        self._faults = faults

    async def take(self, receipt: Receipt, *, has_money: bool = True) -> None:
        """Pay a receipt; `has_money`: whether the card can be charged."""
        receipt.require(ReceiptState.CREATED)
        receipt.state = ReceiptState.CHECKING
        receipt.began_at = self._books.now()
        if not await self._announce(receipt):
            return
        receipt.state = ReceiptState.DEBITING
        if not has_money:
            await self.release(receipt, reason=DEBIT_FAILED)
            return
        if receipt.hold:
            receipt.state = ReceiptState.HELD
            return
        receipt.charge()
        await self._perform(receipt)

    async def capture(self, receipt: Receipt) -> None:
        """Take the money of a hold."""
        receipt.require(ReceiptState.HELD)
        receipt.charge()
        await self._perform(receipt)

    async def release(self, receipt: Receipt, *, reason: int) -> None:
        """Cancel a receipt, or give its money back, as far as the merchant lets us."""
        was_paid = receipt.state is ReceiptState.PAID
        receipt.state, receipt.reason = ReceiptState.TO_CANCEL, reason
        fault = self._fault(CANCEL, receipt)
        if fault is Fault.LATE:
            return
        told = await self._merchant.call(receipt, CANCEL, {"id": receipt.id, "reason": reason}, fault=fault)
        if told.result is not None or (told.is_settled and not was_paid and not receipt.pay_time):
            # A merchant that knows of no transaction has nothing to keep.
            receipt.error = told.code
            receipt.cancel(at=self._books.now(), reason=reason)
        elif told.is_settled:
            receipt.state, receipt.reason, receipt.error = ReceiptState.PAID, None, told.code

    async def resume(self, receipt: Receipt) -> None:
        """Take up what silence has interrupted."""
        if receipt.state is ReceiptState.TO_CLOSE:
            receipt.state = ReceiptState.CLOSING
            await self._perform(receipt)
        elif receipt.state is ReceiptState.TO_CANCEL:
            # What was paid before may stay paid if the merchant says so.
            receipt.state = ReceiptState.PAID if receipt.pay_time else ReceiptState.TO_CANCEL
            await self.release(receipt, reason=receipt.reason or TIMED_OUT)

    async def _announce(self, receipt: Receipt) -> bool:
        """Whether the merchant expects the money."""
        what = {"amount": receipt.bill.amount, "account": dict(receipt.bill.account)}
        fault = self._fault(CHECK_PERFORM, receipt)
        checked = await self._merchant.call(receipt, CHECK_PERFORM, what, fault=fault)
        if checked.result is None:
            # Nothing was created, so there is nothing to cancel.
            receipt.error = checked.code
            receipt.cancel(at=self._books.now(), reason=EXECUTION_FAILED)
            return False
        fault = self._fault(CREATE, receipt)
        if fault is Fault.LATE:
            await self._merchant.call(receipt, PERFORM, {"id": receipt.id})
        begun = {"id": receipt.id, "time": receipt.began_at, **what}
        told = await self._merchant.call(receipt, CREATE, begun, fault=fault)
        if told.result is not None:
            receipt.transaction = str(told.result.get("transaction", ""))
            return True
        if told.is_settled:
            receipt.error = told.code
            receipt.cancel(at=self._books.now(), reason=EXECUTION_FAILED)
        else:
            # It may have been created all the same.
            await self.release(receipt, reason=EXECUTION_FAILED)
        return False

    async def _perform(self, receipt: Receipt) -> None:
        fault = self._fault(PERFORM, receipt)
        if fault is Fault.LATE:
            receipt.state = ReceiptState.TO_CLOSE
            return
        if fault is Fault.CONTRADICT:
            told = await self._contradict(receipt)
        else:
            told = await self._merchant.call(receipt, PERFORM, {"id": receipt.id}, fault=fault)
        if told.result is not None and told.result.get("state") == _COMPLETED:
            receipt.pay(at=self._books.now())
        elif told.is_settled:
            receipt.error = told.code
            await self.release(receipt, reason=EXECUTION_FAILED)
        else:
            receipt.state = ReceiptState.TO_CLOSE

    async def _contradict(self, receipt: Receipt) -> Exchange:
        """Perform and cancel at the same moment; what the merchant then says of the transaction counts."""
        await asyncio.gather(
            self._merchant.call(receipt, PERFORM, {"id": receipt.id}),
            self._merchant.call(receipt, CANCEL, {"id": receipt.id, "reason": EXECUTION_FAILED}),
        )
        return await self._merchant.call(receipt, CHECK, {"id": receipt.id})

    def _fault(self, method: str, receipt: Receipt) -> Fault | None:
        """The first fault planned for the receipt, or for what it pays."""
        names = (receipt.id, *map(str, receipt.bill.account.values()))
        found = (self._faults.next(operation=method, reference=name) for name in names)
        return next((fault for fault in found if fault is not None), None)
