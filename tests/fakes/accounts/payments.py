"""Payments and exchange rates, in memory."""

from decimal import Decimal
from uuid import UUID

from accounts.domain.conversion import Quote
from accounts.domain.errors import RateUnavailableError
from accounts.domain.transaction import Transaction
from accounts.ports.payments import OpenedPayment
from shared_kernel.currency import Currency
from shared_kernel.errors import ValidationError
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.builders import NOON, new_id


class MemoryPayments:
    """One payment per transaction, however often it is asked for.

    Attributes:
        failures: raised by the next calls of `open`, one each, before anything is opened.
        lost_answers: so many next calls of `open` open the payment, but their answer never arrives.
        opened: the payments, by transaction id.
    """

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.lost_answers: list[Exception] = []
        self.opened: dict[UUID, OpenedPayment] = {}
        self.gateways = {"click", "payme"}

    async def require_available(self, *, tenant_id: TenantId, gateway: str, amount: Money) -> None:
        if gateway not in self.gateways:
            raise ValidationError(f"There is no gateway {gateway}.", reason="GATEWAY_UNKNOWN", field="gateway")

    async def open(self, transaction: Transaction) -> OpenedPayment:
        if self.failures:
            raise self.failures.pop(0)
        payment = self.opened.setdefault(
            transaction.id,
            OpenedPayment(billing_transaction_id=new_id(), payment_url=f"https://pay.example/{transaction.id}"),
        )
        if self.lost_answers:
            raise self.lost_answers.pop(0)
        return payment


class MemoryRates:
    """Rates as given: target major units for one source major unit."""

    def __init__(self) -> None:
        self.rates: dict[tuple[str, str], Decimal] = {
            ("USD", "UZS"): Decimal("12650.47"),
            ("UZS", "USD"): Decimal("0.000079"),
            ("USD", "JPY"): Decimal("151.235"),
            ("JPY", "USD"): Decimal("0.00661"),
            ("UZS", "JPY"): Decimal("0.0119"),
            ("JPY", "UZS"): Decimal("83.6"),
        }
        self.asked: list[tuple[str, str]] = []

    async def quote(self, *, source: Currency, target: Currency) -> Quote:
        pair = (source.code, target.code)
        self.asked.append(pair)
        if pair not in self.rates:
            raise RateUnavailableError
        return Quote(source=source, target=target, rate=self.rates[pair], rate_source="fixed", quoted_at=NOON)
