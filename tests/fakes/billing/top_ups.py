"""Accounts that can be topped up, without an accounts module behind them."""

from uuid import UUID

from billing.application.create_transaction import CreateTransaction
from shared_kernel.currency import Currency
from shared_kernel.idempotency import request_key
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.fakes.billing.units_of_work import MemoryUnitOfWorks


class MemoryAccountNumbers:
    """Knows some account numbers, whoever's they are."""

    def __init__(self, known: set[str]) -> None:
        self.known = known

    async def is_account(self, *, tenant_id: TenantId, reference: str) -> bool:
        return reference in self.known


class MemoryTopUps:
    """Knows some account numbers; like the real bridge it makes the payment through the use case."""

    def __init__(self, *, numbers: frozenset[str], create: CreateTransaction, units_of_work: MemoryUnitOfWorks) -> None:
        self._numbers = numbers
        self._create = create
        self._units_of_work = units_of_work

    async def accepts(self, *, tenant_id: TenantId, number: str, currency: Currency) -> bool:
        self._require_nothing_open()
        return number in self._numbers and currency.code == "UZS"

    async def open(self, *, tenant_id: TenantId, number: str, amount: Money, gateway: str, key: str) -> UUID | None:
        self._require_nothing_open()
        if not await self.accepts(tenant_id=tenant_id, number=number, currency=amount.currency):
            return None
        deposit = request_key(request_id=key, operation="top-up", content=(number, amount, gateway))
        transaction = await self._create(tenant_id=tenant_id, gateway=gateway, amount=amount, key=deposit)
        return transaction.id

    def _require_nothing_open(self) -> None:
        # True only while one task runs at a time; tests of races count on locks instead.
        if self._units_of_work.open and not self._units_of_work.concurrent:
            raise AssertionError("A unit of work is open while the accounts are called.")


def overlapping_top_ups(number: str, *, create: CreateTransaction) -> MemoryTopUps:
    """Top-ups of one account, where many calls arrive at once."""
    units = MemoryUnitOfWorks()
    units.concurrent = True
    return MemoryTopUps(numbers=frozenset({number}), create=create, units_of_work=units)
