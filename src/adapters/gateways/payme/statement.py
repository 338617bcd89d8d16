"""Payme's own list of payments, for a reconciliation: the receipts of the register (Payme protocol, section 7.2)."""

from collections.abc import AsyncIterator
from datetime import datetime

from adapters.gateways.outcomes import while_reading
from adapters.gateways.payme.failures import GATEWAY
from adapters.gateways.payme.ledger import LIFETIME
from adapters.gateways.payme.params import milliseconds, moment_of
from adapters.gateways.payme.receipt import PaymeReceipt, ReceiptState
from adapters.gateways.payme.settings import UZS, settings_of
from adapters.gateways.payme.subscribe import PAGE, SubscribeClient
from billing.domain.errors import NotSupportedByGatewayError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.observation import Standing
from billing.domain.statement import StatementLine
from shared_kernel.money import Money

_NOTHING = Money(0, UZS)


class PaymeStatement:
    """Reads the receipts of a period.

    Payme lists them by the time they were made; one that was made before the period may have been paid in it, at most
    twelve hours later.
    """

    def __init__(self, client: SubscribeClient) -> None:
        self._client = client

    async def lines(
        self, *, configuration: GatewayConfiguration, start: datetime, end: datetime
    ) -> AsyncIterator[StatementLine]:
        register = settings_of(configuration).register
        if register is None:
            raise NotSupportedByGatewayError(gateway=GATEWAY, operation="list its payments")
        made_from, until, offset = milliseconds(start - LIFETIME), milliseconds(end), 0
        while True:
            with while_reading():
                page = await self._client.page(register, start=made_from, end=until - 1, offset=offset)
            for receipt in page:
                line = _line(receipt)
                if start <= line.moment < end:
                    yield line
            if len(page) < PAGE:
                return
            offset += PAGE


def _line(receipt: PaymeReceipt) -> StatementLine:
    amount = Money(receipt.amount, UZS)
    standing = _standing(receipt)
    refunded = None
    if standing is Standing.PAID:
        refunded = amount if receipt.state is ReceiptState.CANCELED else _NOTHING
    return StatementLine(
        payment=receipt.id,
        standing=standing,
        amount=amount,
        refunded=refunded,
        moment=moment_of(max(receipt.created_at, receipt.paid_at, receipt.canceled_at)),
    )


def _standing(receipt: PaymeReceipt) -> Standing:
    if receipt.state is ReceiptState.PAID:
        return Standing.PAID
    if receipt.state is ReceiptState.CANCELED:
        return Standing.PAID if receipt.paid_at else Standing.CANCELED
    return Standing.AUTHORIZED if receipt.state is ReceiptState.HELD else Standing.WAITING
