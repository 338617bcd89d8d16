"""Payme as one object: what payers do on its page, what is done in its cabinet, what merchants ask of it."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any

from aiohttp import ClientSession

from adapters.sandbox.faults import ANY, Fault, Faults
from adapters.sandbox.payme import serving
from adapters.sandbox.payme.books import Books
from adapters.sandbox.payme.cards import Cards
from adapters.sandbox.payme.cashier import DEBIT_FAILED, FAULTS, REFUND, Cashier
from adapters.sandbox.payme.exchange import Exchange
from adapters.sandbox.payme.merchant import Merchant
from adapters.sandbox.payme.patience import Patience
from adapters.sandbox.payme.receipt import Bill, Receipt, ReceiptState
from adapters.sandbox.payme.receipts_api import ReceiptsApi
from adapters.sandbox.payme.refusals import UNKNOWN_REGISTER, PaymeSaysNoError, bad_field
from adapters.sandbox.payme.registers import PaymeRegister, PaymeRegisters
from adapters.sandbox.payme.statement import Statement, statement_of
from adapters.sandbox.payme.subscribe import SubscribeApi
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers


class PaymeSimulator:
    """Plays Payme.

    What a payer or the cabinet does is over when the merchant has said yes or no, or has kept silent for too long; what
    follows from a merchant's own call is done in the background. What is impossible raises PaymeSaysNoError.
    """

    def __init__(
        self,
        *,
        registers: PaymeRegisters,
        session: ClientSession,
        clock: Clock,
        identifiers: Identifiers,
        patience: Patience | None = None,
    ) -> None:
        self.patience = patience or Patience()
        self.faults = Faults()
        self.books = Books(clock=clock, identifiers=identifiers)
        self._registers = registers
        self._merchant = Merchant(session=session, registers=registers, patience=self.patience)
        self._cashier = Cashier(merchant=self._merchant, books=self.books, faults=self.faults)
        cards = Cards(identifiers)
        receipts = ReceiptsApi(books=self.books, cards=cards, cashier=self._cashier, later=self._later)
        self.api = SubscribeApi(registers=registers, cards=cards, receipts=receipts)
        self._background: set[asyncio.Task[None]] = set()

    def plan(self, faults: Iterable[Fault], *, operation: str, reference: str = ANY) -> None:
        """Let these go wrong: a method of either API; `reference` is a receipt's id or what its account says."""
        faults = tuple(faults)
        possible = FAULTS.get(operation, serving.FAULTS if operation in self.api.methods else frozenset())
        if not faults or not possible >= set(faults):
            raise bad_field("faults")
        self.faults.plan(faults, operation=operation, reference=reference)

    async def register(self, bill: Bill) -> PaymeRegister:
        """Whose bill it is.

        Raises:
            PaymeSaysNoError: -31601: nobody has configured this register.
        """
        register = await self._registers.find(bill.register_id)
        if register is None:
            raise PaymeSaysNoError(UNKNOWN_REGISTER, "Merchant not found or blocked")
        return register

    async def pay(self, bill: Bill) -> Receipt:
        """A payer opens a link and pays: each time another receipt."""
        await self.register(bill)
        receipt = self.books.add(bill)
        await self._cashier.take(receipt)
        return receipt

    async def decline(self, bill: Bill) -> Receipt:
        """A payer tries, and the card has no money."""
        await self.register(bill)
        receipt = self.books.add(bill)
        await self._cashier.take(receipt, has_money=False)
        return receipt

    async def pay_receipt(self, receipt_id: str, *, has_money: bool = True) -> Receipt:
        """A payer pays a receipt that is there already: an invoice by text message."""
        receipt = self.books.find(receipt_id)
        await self._cashier.take(receipt, has_money=has_money)
        return receipt

    async def cancel(self, receipt_id: str, *, reason: int = 0) -> Receipt:
        """Somebody refunds in the cabinet, or Payme gives a receipt up; without a reason the usual one."""
        receipt = self.books.find(receipt_id)
        receipt.require(ReceiptState.PAID, ReceiptState.HELD, ReceiptState.TO_CLOSE)
        usual = REFUND if receipt.state is ReceiptState.PAID else DEBIT_FAILED
        await self._cashier.release(receipt, reason=reason or usual)
        return receipt

    async def resume(self, receipt_id: str) -> Receipt:
        """Take up a receipt whose merchant was silent."""
        receipt = self.books.find(receipt_id)
        await self._cashier.resume(receipt)
        return receipt

    async def tell(self, receipt_id: str, method: str, params: Mapping[str, Any]) -> Exchange:
        """One call of the Merchant API by hand, like GetStatement or SetFiscalData."""
        return await self._merchant.call(self.books.find(receipt_id), method, params)

    def statement(self, receipt_id: str) -> Statement:
        """What the books say of a receipt."""
        return statement_of(self.books.find(receipt_id))

    def statements(self) -> tuple[Statement, ...]:
        """What the books say of every receipt."""
        return tuple(statement_of(receipt) for receipt in self.books.all())

    async def settled(self) -> None:
        """Wait until everything is done that is being done in the background."""
        while self._background:
            await asyncio.gather(*self._background)

    async def close(self) -> None:
        """Ask nobody anything any more."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        # The loop itself keeps only weak references to its tasks.
        self._background.add(task)
        task.add_done_callback(self._background.discard)
