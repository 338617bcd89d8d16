"""What operators and the clock ask for: whether everything adds up."""

from dependency_injector import containers, providers

from accounts.ports.ledger_verification import VerifyLedger
from adapters.gateways.registry import RegisteredStatements
from billing.application.compare_payment import ComparePayment
from billing.application.compare_payments import ComparePayments
from billing.application.compare_statement import CompareStatement
from billing.application.daily_reconciliation import CarryOutReconciliations, PlanDailyReconciliations
from billing.application.list_discrepancies import ListDiscrepancies
from billing.application.list_reconciliations import ListReconciliations
from billing.application.look_up_pace import LookUpPace
from billing.application.reconcile import Reconcile
from billing.application.request_reconciliation import RequestReconciliation
from billing.application.resolve_discrepancy import ResolveDiscrepancy
from billing.ports.books import Books
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.reconciliation_repository import DueReconciliations
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.tenants import TenantStore

_LOOK_UPS_PER_SECOND = 5


class OperationsContainer(containers.DeclarativeContainer):
    """Needs billing, the foundation, the books beside billing (a bridge), and the ledger's own verification."""

    payments = providers.DependenciesContainer()
    units_of_work: providers.Dependency[BillingUnitOfWorks] = providers.Dependency()
    configurations: providers.Dependency[GatewayConfigurations] = providers.Dependency()
    tenants: providers.Dependency[TenantStore] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    books: providers.Dependency[Books] = providers.Dependency()
    due_reconciliations: providers.Dependency[DueReconciliations] = providers.Dependency()
    verify_ledger: providers.Dependency[VerifyLedger] = providers.Dependency()

    pace = providers.Singleton(LookUpPace, per_second=_LOOK_UPS_PER_SECOND, clock=clock)
    compare = providers.Singleton(
        ComparePayment,
        units_of_work=units_of_work,
        follow=payments.follow,
        books=books,
        clock=clock,
    )
    reconcile = providers.Singleton(
        Reconcile,
        units_of_work=units_of_work,
        configurations=configurations,
        providers=payments.gateways,
        statements=providers.Singleton(RegisteredStatements, payments.gateway_tools),
        compare_statement=providers.Singleton(
            CompareStatement, units_of_work=units_of_work, compare=compare, clock=clock
        ),
        compare_payments=providers.Singleton(
            ComparePayments,
            units_of_work=units_of_work,
            compare=compare,
            pace=pace,
            clock=clock,
        ),
        clock=clock,
    )
    request_reconciliation = providers.Singleton(
        RequestReconciliation,
        units_of_work=units_of_work,
        providers=payments.gateways,
        reconcile=reconcile,
        clock=clock,
    )
    plan_reconciliations = providers.Singleton(
        PlanDailyReconciliations,
        units_of_work=units_of_work,
        tenants=tenants,
        configurations=configurations,
        clock=clock,
    )
    carry_out_reconciliations = providers.Singleton(
        CarryOutReconciliations, due=due_reconciliations, reconcile=reconcile, clock=clock
    )
    list_reconciliations = providers.Singleton(ListReconciliations, units_of_work=units_of_work)
    list_discrepancies = providers.Singleton(ListDiscrepancies, units_of_work=units_of_work)
    resolve_discrepancy = providers.Singleton(
        ResolveDiscrepancy, units_of_work=units_of_work, follow=payments.follow, clock=clock
    )
