"""What stands around calls to providers, in memory: the worker's list, who covers refunds, who may veto."""

from datetime import datetime
from uuid import UUID

from billing.domain.gateway import GatewayConfiguration
from billing.domain.provider_call import ProviderCall
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from billing.ports.payment_guard import Moment, Verdict
from shared_kernel.errors import ConflictError
from shared_kernel.money import Money
from tests.fakes.billing.units_of_work import MemoryUnitOfWorks


class MemoryDueCalls:
    def __init__(self, units_of_work: MemoryUnitOfWorks) -> None:
        self._rows = units_of_work.rows

    async def due(self, *, at: datetime, limit: int) -> tuple[ProviderCall, ...]:
        calls = [row for (table, *_), row in self._rows.committed.items() if table == "provider_calls"]
        due = [call for call in calls if call.is_open and call.next_try_at <= at]
        return tuple(sorted(due, key=lambda call: call.next_try_at)[:limit])


class MemoryRefundCover:
    """Has money for every refund, unless `empty`."""

    def __init__(self) -> None:
        self.empty = False
        self.reserved: dict[UUID, Money] = {}

    async def reserve(self, *, transaction: Transaction, refund: Refund) -> None:
        if self.empty:
            raise ConflictError("The account has not so much.", reason="INSUFFICIENT_FUNDS")
        self.reserved[refund.id] = refund.amount


class MemoryGuard:
    """Lets everything pass, until told otherwise."""

    def __init__(self) -> None:
        self.verdict = Verdict(allowed=True)
        self.asked: list[tuple[UUID, Moment, Money]] = []

    async def allow(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, moment: Moment, amount: Money
    ) -> Verdict:
        self.asked.append((transaction.id, moment, amount))
        return self.verdict
