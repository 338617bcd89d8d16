"""Billing put together over memory: what `bootstrap` does, for tests of use cases."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from billing.application.ask_guard import AskGuard
from billing.application.ask_provider import AskProvider
from billing.application.call_results import CallResults
from billing.application.cancel_attempt import CancelAttempt
from billing.application.cancel_transaction import CancelTransaction
from billing.application.capture_transaction import CaptureTransaction
from billing.application.compare_payment import ComparePayment
from billing.application.compare_payments import ComparePayments
from billing.application.compare_statement import CompareStatement
from billing.application.complete_transaction import CompleteTransaction
from billing.application.configure_gateway import ConfigureGateway
from billing.application.confirm_attempt import ConfirmAttempt
from billing.application.create_transaction import CreateTransaction
from billing.application.daily_reconciliation import CarryOutReconciliations
from billing.application.disable_gateway import DisableGateway
from billing.application.follow_gateway import FollowGateway
from billing.application.list_gateways import ListGateways
from billing.application.look_up_pace import LookUpPace
from billing.application.make_call import MakeCall
from billing.application.prepare_attempt import PrepareAttempt
from billing.application.reconcile import Reconcile
from billing.application.refund_transaction import RefundTransaction
from billing.application.request_reconciliation import RequestReconciliation
from billing.application.resolve_calls import ResolveCalls
from billing.application.resolve_discrepancy import ResolveDiscrepancy
from billing.domain.discrepancy import Discrepancy
from billing.domain.gateway import Settings
from billing.domain.transaction import Transaction
from billing.ports.refund_cover import RefundCover
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.fakes.billing.calls import (
    MemoryBooks,
    MemoryDueCalls,
    MemoryDueReconciliations,
    MemoryGuard,
    MemoryRefundCover,
    MemoryStatements,
)
from tests.fakes.billing.gateway_configurations import MemoryGatewayConfigurations
from tests.fakes.billing.providers import MemoryProviders
from tests.fakes.billing.top_ups import MemoryAccountNumbers, MemoryTopUps
from tests.fakes.billing.units_of_work import MemoryUnitOfWorks

TENANT = TenantId(UUID("01890000-0000-7000-8000-000000000001"))
OTHER_TENANT = TenantId(UUID("01890000-0000-7000-8000-000000000002"))
ACCOUNT_NUMBER = "7001234563"


def uzs(tiyin: int) -> Money:
    return Money(tiyin, currency("UZS"))


class StepClock:
    """A clock that moves on by a second whenever somebody looks, so that no two moments are equal."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 15, 10, 20, 30, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def pass_by(self, time: timedelta) -> None:
        """Let so much time pass."""
        self._now += time

    def advance(self, by: timedelta) -> None:
        self._now += by


class BillingWorld:
    """Every use case over the same memory, and looks into that memory."""

    def __init__(self, cover: RefundCover | None = None) -> None:
        self.units_of_work = units = MemoryUnitOfWorks()
        self.configurations = configurations = MemoryGatewayConfigurations()
        self.providers = providers = MemoryProviders()
        self.clock = clock = StepClock()
        identifiers = SystemIdentifiers()
        self.account_numbers = MemoryAccountNumbers({ACCOUNT_NUMBER})
        self.cover = MemoryRefundCover()
        self.guard = MemoryGuard()
        self.ask_guard = AskGuard(guard=self.guard, configurations=configurations)
        self.follow = FollowGateway(units_of_work=units, identifiers=identifiers, clock=clock)
        self.make_call = MakeCall(
            units_of_work=units,
            ask=AskProvider(
                units_of_work=units,
                providers=providers,
                configurations=configurations,
                cover=cover or self.cover,
                ask_guard=self.ask_guard,
            ),
            results=CallResults(follow=self.follow, clock=clock),
            clock=clock,
        )
        self.resolve = ResolveCalls(due=MemoryDueCalls(units), make_call=self.make_call, clock=clock)
        self.create = CreateTransaction(
            units_of_work=units,
            providers=providers,
            configurations=configurations,
            account_numbers=self.account_numbers,
            make_call=self.make_call,
            clock=clock,
            identifiers=identifiers,
        )
        self.capture = CaptureTransaction(
            units_of_work=units,
            ask_guard=self.ask_guard,
            make_call=self.make_call,
            identifiers=identifiers,
            clock=clock,
        )
        self.refund = RefundTransaction(
            units_of_work=units, make_call=self.make_call, identifiers=identifiers, clock=clock
        )
        self.top_ups = MemoryTopUps(numbers=frozenset({ACCOUNT_NUMBER}), create=self.create, units_of_work=units)
        self.complete = CompleteTransaction(units_of_work=units, providers=providers, follow=self.follow, clock=clock)
        self.cancel = CancelTransaction(units_of_work=units, follow=self.follow, make_call=self.make_call, clock=clock)
        self.prepare_attempt = PrepareAttempt(
            units_of_work=units, top_ups=self.top_ups, guard=self.ask_guard, clock=clock
        )
        self.confirm_attempt = ConfirmAttempt(
            units_of_work=units, top_ups=self.top_ups, follow=self.follow, clock=clock
        )
        self.cancel_attempt = CancelAttempt(units_of_work=units, top_ups=self.top_ups, clock=clock)
        self.configure = ConfigureGateway(
            configurations=configurations, providers=providers, clock=clock, identifiers=identifiers
        )
        self.disable = DisableGateway(configurations=configurations, clock=clock)
        self.statements = MemoryStatements()
        self.books = MemoryBooks()
        compare = ComparePayment(units_of_work=units, follow=self.follow, books=self.books, clock=clock)
        self.reconcile = Reconcile(
            units_of_work=units,
            configurations=configurations,
            providers=providers,
            statements=self.statements,
            compare_statement=CompareStatement(units_of_work=units, compare=compare, clock=clock),
            compare_payments=ComparePayments(
                units_of_work=units, compare=compare, pace=LookUpPace(per_second=1_000_000, clock=clock), clock=clock
            ),
            clock=clock,
        )
        self.request_reconciliation = RequestReconciliation(
            units_of_work=units, providers=providers, reconcile=self.reconcile, clock=clock
        )
        self.carry_out = CarryOutReconciliations(
            due=MemoryDueReconciliations(units), reconcile=self.reconcile, clock=clock
        )
        self.resolve_discrepancy = ResolveDiscrepancy(units_of_work=units, follow=self.follow, clock=clock)
        self.list_gateways = ListGateways(configurations=configurations)

    async def configure_click(self) -> str:
        """Click is on; its endpoint."""
        settings: Settings = {"service_id": 73438, "secret_key": "s3cr3t"}
        return (await self.configure(tenant_id=TENANT, gateway="click", settings=settings)).endpoint

    async def transaction(self, transaction_id: UUID) -> Transaction:
        async with self.units_of_work(tenant_id=TENANT) as unit:
            return await unit.transactions.get(transaction_id)

    async def discrepancies(self, transaction_id: UUID) -> tuple[Discrepancy, ...]:
        async with self.units_of_work(tenant_id=TENANT) as unit:
            return await unit.discrepancies.of_transaction(transaction_id)

    async def event_types(self) -> list[str]:
        return await self.units_of_work.event_types(TENANT)
