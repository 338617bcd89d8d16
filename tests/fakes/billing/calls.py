"""What stands around calls to providers, in memory: the workers' lists, statements, books, who covers, who may veto."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from billing.domain.comparison import Booked
from billing.domain.gateway import GatewayConfiguration
from billing.domain.provider_call import ProviderCall
from billing.domain.reconciliation import Reconciliation
from billing.domain.refund import Refund
from billing.domain.statement import StatementLine
from billing.domain.transaction import Transaction
from billing.ports.payment_guard import Moment, Verdict
from billing.ports.statement_provider import StatementProvider
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


class MemoryDueReconciliations:
    def __init__(self, units_of_work: MemoryUnitOfWorks) -> None:
        self._rows = units_of_work.rows

    async def due(self, *, at: datetime, limit: int) -> tuple[Reconciliation, ...]:
        runs = [row for (table, *_), row in self._rows.committed.items() if table == "reconciliations"]
        due = [run for run in runs if run.is_open and run.next_try_at <= at]
        return tuple(sorted(due, key=lambda run: run.next_try_at)[:limit])


class MemoryBooks:
    """Books that follow billing to the letter, unless told otherwise; those of strangers' orders are not kept."""

    def __init__(self) -> None:
        self.told: dict[UUID, Booked | None] = {}

    async def of_payment(self, *, transaction: Transaction, refunds: tuple[Refund, ...]) -> Booked | None:
        exact = Booked(moved=transaction.captured_amount, returned=transaction.refunded_amount)
        return self.told.get(transaction.id, exact)


class MemoryStatements:
    """A gateway's statement: `lines`, or (once) an `obstacle` after them; None as long as the gateway offers none."""

    def __init__(self) -> None:
        self.lines_of: dict[str, list[StatementLine]] = {}
        self.obstacle: Exception | None = None

    def statement(self, gateway: str) -> StatementProvider | None:
        return self if gateway in self.lines_of else None

    async def lines(
        self, *, configuration: GatewayConfiguration, start: datetime, end: datetime
    ) -> AsyncIterator[StatementLine]:
        for line in self.lines_of[configuration.gateway]:
            if start <= line.moment < end:
                yield line
        if self.obstacle is not None:
            obstacle, self.obstacle = self.obstacle, None
            raise obstacle


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
