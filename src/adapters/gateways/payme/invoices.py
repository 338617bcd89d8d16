"""Invoices: receipts that we make ourselves and Payme sends to the payer's telephone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.gateways.outcomes import while_acting, while_reading
from adapters.gateways.payme.params import milliseconds
from adapters.gateways.payme.receipt import GOING_BACK, PaymeReceipt, ReceiptState
from adapters.gateways.payme.settings import SubscribeRegister
from adapters.gateways.payme.subscribe import PAGE, SubscribeClient

# Their clock may be a little behind ours, or before it.
_SLACK = timedelta(minutes=5)
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What the payer is asked for; the amount in tiyin."""

    amount: int
    account: Mapping[str, str]
    description: str
    detail: Mapping[str, Any] | None
    phone: str
    hold: bool


class Invoices:
    """Makes a receipt once and sends it, although Payme would make another one at every call."""

    def __init__(self, client: SubscribeClient) -> None:
        self._client = client

    async def issue(
        self, register: SubscribeRegister, invoice: Invoice, *, asked_since: datetime | None, now: datetime
    ) -> PaymeReceipt:
        """The invoice's receipt, sent; `asked_since`: an earlier call may have made it from then on.

        Raises:
            GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: as `PaymentProvider` says.
        """
        receipt = None
        if asked_since is not None:
            receipt = await self._made_before(register, invoice, since=asked_since, now=now)
        with while_acting():
            if receipt is None:
                receipt = await self._client.create(
                    register,
                    amount=invoice.amount,
                    account=invoice.account,
                    description=invoice.description,
                    detail=invoice.detail,
                    hold=invoice.hold,
                )
            # A second text message is a nuisance, a second receipt would be a second debt. Who is paying already has
            # had the first.
            if receipt.state is ReceiptState.CREATED:
                await self._client.send(register, receipt_id=receipt.id, phone=invoice.phone)
        return receipt

    async def _made_before(
        self, register: SubscribeRegister, invoice: Invoice, *, since: datetime, now: datetime
    ) -> PaymeReceipt | None:
        start, end = milliseconds(since - _SLACK), milliseconds(now + _SLACK)
        for number in range(_MOST_PAGES):
            with while_reading():
                page = await self._client.page(register, start=start, end=end, offset=number * PAGE)
            found = next((one for one in page if _is_of(one, invoice)), None)
            if found is not None or len(page) < PAGE:
                return found
        return None


def _is_of(receipt: PaymeReceipt, invoice: Invoice) -> bool:
    same = (receipt.amount, receipt.account) == (invoice.amount, dict(invoice.account))
    return same and receipt.state not in GOING_BACK
