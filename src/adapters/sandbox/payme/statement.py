"""What Payme's books say of a receipt, for whoever compares them with the merchant's."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.payme.receipt import Receipt, ReceiptState

_AT_REST = frozenset({ReceiptState.CREATED, ReceiptState.PAID, ReceiptState.HELD, ReceiptState.CANCELED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One receipt; amounts in tiyin, times in milliseconds, 0 for what has not happened.

    Attributes:
        receipt_id: the `id` of the transaction in the Merchant API.
        kept: what its payer has paid and not got back.
        at_rest: nothing more happens by itself; otherwise it can be resumed.
        error: the merchant's last refusal; 0 without one.
        mismatches: the methods whose repeat was answered otherwise than the first call.
        silent: how many calls the merchant left unanswered.
    """

    receipt_id: str
    register_id: str
    account: Mapping[str, str | int]
    amount: int
    state: int
    kept: int
    at_rest: bool
    time: int
    pay_time: int
    cancel_time: int
    transaction: str
    reason: int | None
    error: int
    mismatches: tuple[str, ...]
    silent: int


def statement_of(receipt: Receipt) -> Statement:
    """The books' word on a receipt."""
    return Statement(
        receipt_id=receipt.id,
        register_id=receipt.bill.register_id,
        account=receipt.bill.account,
        amount=receipt.bill.amount,
        state=int(receipt.state),
        kept=receipt.bill.amount if receipt.charged else 0,
        at_rest=receipt.state in _AT_REST,
        time=receipt.began_at,
        pay_time=receipt.pay_time,
        cancel_time=receipt.cancel_time,
        transaction=receipt.transaction,
        reason=receipt.reason,
        error=receipt.error,
        mismatches=tuple(receipt.mismatches),
        silent=sum(exchange.silence is not None for exchange in receipt.exchanges),
    )
