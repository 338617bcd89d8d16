"""The `receipts.*` methods: invoices, charges, refunds and holds (protocol, section 7.2).

Nothing here is idempotent: `receipts.create` makes another receipt whenever it is called.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from types import MappingProxyType

from adapters.sandbox.payme import fields
from adapters.sandbox.payme.books import Books
from adapters.sandbox.payme.cards import POOR_CARD, Cards
from adapters.sandbox.payme.cashier import DEBIT_FAILED, REFUND, Cashier
from adapters.sandbox.payme.exchange import Silence
from adapters.sandbox.payme.fields import Body
from adapters.sandbox.payme.receipt import Bill, Receipt, ReceiptState
from adapters.sandbox.payme.refusals import (
    CARD_NOT_FOUND,
    MERCHANT_MISBEHAVES,
    MERCHANT_UNAVAILABLE,
    NO_FUNDS,
    PaymeSaysNoError,
    bad_field,
    unknown_receipt,
)
from adapters.sandbox.payme.registers import PaymeRegister

_UZS = 860
_MOST = 50
_PHONE_LENGTH = 12

Later = Callable[[Coroutine[None, None, None]], None]
Result = object


class ReceiptsApi:
    """Answers a register's calls about its receipts; `later` has something done in the background."""

    def __init__(self, *, books: Books, cards: Cards, cashier: Cashier, later: Later) -> None:
        self._books = books
        self._cards = cards
        self._cashier = cashier
        self._later = later
        self.methods: Mapping[str, Callable[[PaymeRegister, Body], Awaitable[Result]]] = MappingProxyType(
            {
                "receipts.create": self._create,
                "receipts.pay": self._pay,
                "receipts.send": self._send,
                "receipts.cancel": self._cancel,
                "receipts.check": self._check,
                "receipts.get": self._get,
                "receipts.get_all": self._get_all,
                "receipts.set_fiscal_data": self._set_fiscal_data,
                "receipts.confirm_hold": self._confirm_hold,
            }
        )

    async def _create(self, register: PaymeRegister, params: Body) -> Result:
        detail = params.get("detail")
        bill = Bill(
            register_id=register.id,
            amount=fields.integer(params, "amount", least=1),
            account=fields.account(params),
            description=str(params.get("description") or ""),
            detail=detail if isinstance(detail, dict) else None,
        )
        return _told(self._books.add(bill, by_api=True, hold=fields.flag(params, "hold")), register)

    async def _pay(self, register: PaymeRegister, params: Body) -> Result:
        receipt = self._find(register, params)
        card = self._cards.find(register.id, fields.text(params, "token"))
        if not card.verified:
            raise PaymeSaysNoError(CARD_NOT_FOUND, "Card is not verified")
        receipt.require(ReceiptState.CREATED)
        receipt.card = card.masked
        receipt.hold = receipt.hold and fields.flag(params, "hold")
        if not card.recurrent:
            self._cards.remove(card)
        await self._cashier.take(receipt, has_money=card.number != POOR_CARD)
        if receipt.state in {ReceiptState.CANCELED, ReceiptState.TO_CANCEL}:
            raise _refusal(receipt)
        return _told(receipt, register)

    async def _send(self, register: PaymeRegister, params: Body) -> Result:
        receipt, phone = self._find(register, params), fields.text(params, "phone")
        if len(phone) != _PHONE_LENGTH or not phone.isdigit() or not phone.startswith("998"):
            raise bad_field("phone")
        receipt.require(ReceiptState.CREATED)
        receipt.phone = phone
        return {"success": True}

    async def _cancel(self, register: PaymeRegister, params: Body) -> Result:
        """Queued first; the merchant is asked in the background, where it has been told of the receipt."""
        receipt = self._find(register, params)
        if receipt.state in {ReceiptState.CANCELED, ReceiptState.TO_CANCEL}:
            return _told(receipt, register)
        if receipt.state is ReceiptState.CREATED:
            receipt.cancel(at=self._books.now(), reason=REFUND)
            return _told(receipt, register)
        receipt.require(ReceiptState.PAID, ReceiptState.HELD)
        self._later(self._cashier.release(receipt, reason=REFUND))
        return {"receipt": {**_receipt(receipt, register), "state": int(ReceiptState.TO_CANCEL)}}

    async def _check(self, register: PaymeRegister, params: Body) -> Result:
        return {"state": int(self._find(register, params).state)}

    async def _get(self, register: PaymeRegister, params: Body) -> Result:
        return _told(self._find(register, params), register)

    async def _get_all(self, register: PaymeRegister, params: Body) -> Result:
        start, end = fields.integer(params, "from"), fields.integer(params, "to")
        found = [
            _receipt(receipt, register)
            for receipt in self._books.all()
            if receipt.bill.register_id == register.id and start <= receipt.created_at <= end
        ]
        offset = fields.optional_integer(params, "offset", default=0)
        return found[offset : offset + min(fields.integer(params, "count", least=1), _MOST)]

    async def _set_fiscal_data(self, register: PaymeRegister, params: Body) -> Result:
        receipt, data = self._find(register, params), fields.section(params, "fiscal_data")
        fields.integer(data, "receipt_id")
        fields.text(data, "qr_code_url")
        receipt.fiscal = dict(data)
        return {"success": True}

    async def _confirm_hold(self, register: PaymeRegister, params: Body) -> Result:
        receipt = self._find(register, params)
        await self._cashier.capture(receipt)
        if receipt.state in {ReceiptState.CANCELED, ReceiptState.TO_CANCEL}:
            raise _refusal(receipt)
        return _told(receipt, register)

    def _find(self, register: PaymeRegister, params: Body) -> Receipt:
        receipt = self._books.find(fields.text(params, "id"))
        if receipt.bill.register_id != register.id:
            raise unknown_receipt()
        return receipt


def _refusal(receipt: Receipt) -> PaymeSaysNoError:
    """Why a receipt could not be paid."""
    if receipt.reason == DEBIT_FAILED:
        return PaymeSaysNoError(NO_FUNDS, "Not enough money on the card")
    if receipt.error:
        return PaymeSaysNoError(receipt.error, "The merchant refused")
    away = receipt.exchanges and receipt.exchanges[-1].silence in {Silence.UNREACHABLE, Silence.TIMED_OUT}
    return PaymeSaysNoError(MERCHANT_UNAVAILABLE if away else MERCHANT_MISBEHAVES, "The merchant's service failed")


def _told(receipt: Receipt, register: PaymeRegister) -> dict[str, dict[str, object]]:
    return {"receipt": _receipt(receipt, register)}


def _receipt(receipt: Receipt, register: PaymeRegister) -> dict[str, object]:
    bill = receipt.bill
    account = [
        {"name": name, "title": name, "value": value, "main": number == 0}
        for number, (name, value) in enumerate(bill.account.items())
    ]
    return {
        "_id": receipt.id,
        "create_time": receipt.created_at,
        "pay_time": receipt.pay_time,
        "cancel_time": receipt.cancel_time,
        "state": int(receipt.state),
        "type": 2 if receipt.by_api else 1,
        "external": False,
        "operation": -1,
        "category": None,
        "error": {"code": receipt.error} if receipt.error else None,
        "description": bill.description,
        "detail": bill.detail,
        "amount": bill.amount,
        "currency": _UZS,
        "commission": 0,
        "account": account,
        "card": {"number": receipt.card, "expire": "9903"} if receipt.card else None,
        "merchant": {"_id": register.id, "name": register.name},
        "meta": None,
        "processing_id": None,
    }
