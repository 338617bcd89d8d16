"""Billing: payments through gateways."""

from dependency_injector import containers, providers

from adapters.gateways.plugin import GatewayTools
from adapters.gateways.registry import GATEWAYS, RegisteredProviders, details_of_attempts
from adapters.http_client.session import HttpSession
from billing.application.ask_guard import AskGuard
from billing.application.ask_provider import AskProvider
from billing.application.call_results import CallResults
from billing.application.cancel_transaction import CancelTransaction
from billing.application.capture_transaction import CaptureTransaction
from billing.application.check_gateway import CheckGateway
from billing.application.complete_transaction import CompleteTransaction
from billing.application.configure_gateway import ConfigureGateway
from billing.application.count_transactions import CountTransactions
from billing.application.create_transaction import CreateTransaction
from billing.application.disable_gateway import DisableGateway
from billing.application.expire_attempts import ExpireAttempts
from billing.application.find_transaction import FindTransaction
from billing.application.follow_gateway import FollowGateway
from billing.application.get_transaction import GetTransaction
from billing.application.list_gateways import ListGateways
from billing.application.list_refunds import ListRefunds
from billing.application.list_transactions import ListTransactions
from billing.application.make_call import MakeCall
from billing.application.refund_transaction import RefundTransaction
from billing.application.resolve_calls import ResolveCalls
from billing.ports.account_numbers import AccountNumbers
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.overdue_attempts import OverdueAttempts
from billing.ports.payment_guard import PaymentGuard
from billing.ports.provider_call_repository import DueCalls
from billing.ports.refund_cover import RefundCover
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers


class PaymentsContainer(containers.DeclarativeContainer):
    """Needs the foundation, a guard, and somebody who knows account numbers and pays for refunds (bridges)."""

    units_of_work: providers.Dependency[BillingUnitOfWorks] = providers.Dependency()
    configurations: providers.Dependency[GatewayConfigurations] = providers.Dependency()
    account_numbers: providers.Dependency[AccountNumbers] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    identifiers: providers.Dependency[Identifiers] = providers.Dependency()

    due_calls: providers.Dependency[DueCalls] = providers.Dependency()
    overdue_attempts: providers.Dependency[OverdueAttempts] = providers.Dependency()
    cover: providers.Dependency[RefundCover] = providers.Dependency()
    guard: providers.Dependency[PaymentGuard] = providers.Dependency()
    http_session: providers.Dependency[HttpSession] = providers.Dependency()
    public_url = providers.Dependency(instance_of=str)
    test_payments = providers.Dependency(instance_of=bool, default=True)
    registered = providers.Dependency(instance_of=tuple, default=GATEWAYS)

    gateway_tools = providers.Singleton(
        GatewayTools, session=http_session, clock=clock, public_url=public_url, test_payments=test_payments
    )
    gateways = providers.Singleton(RegisteredProviders, gateway_tools, registered)

    follow = providers.Singleton(FollowGateway, units_of_work=units_of_work, identifiers=identifiers, clock=clock)
    ask_guard = providers.Singleton(AskGuard, guard=guard, configurations=configurations)
    make_call = providers.Singleton(
        MakeCall,
        units_of_work=units_of_work,
        ask=providers.Singleton(
            AskProvider,
            units_of_work=units_of_work,
            providers=gateways,
            configurations=configurations,
            cover=cover,
            ask_guard=ask_guard,
        ),
        results=providers.Singleton(CallResults, follow=follow, clock=clock),
        clock=clock,
    )
    resolve_calls = providers.Singleton(ResolveCalls, due=due_calls, make_call=make_call, clock=clock)
    expire_attempts = providers.Singleton(
        ExpireAttempts,
        overdue=overdue_attempts,
        units_of_work=units_of_work,
        details=providers.Callable(details_of_attempts),
        clock=clock,
    )

    check_gateway = providers.Singleton(CheckGateway, providers=gateways, configurations=configurations)
    create_transaction = providers.Singleton(
        CreateTransaction,
        units_of_work=units_of_work,
        providers=gateways,
        configurations=configurations,
        account_numbers=account_numbers,
        make_call=make_call,
        clock=clock,
        identifiers=identifiers,
    )
    complete_transaction = providers.Singleton(
        CompleteTransaction, units_of_work=units_of_work, providers=gateways, follow=follow, clock=clock
    )
    cancel_transaction = providers.Singleton(
        CancelTransaction, units_of_work=units_of_work, follow=follow, make_call=make_call, clock=clock
    )
    capture_transaction = providers.Singleton(
        CaptureTransaction,
        units_of_work=units_of_work,
        ask_guard=ask_guard,
        make_call=make_call,
        identifiers=identifiers,
        clock=clock,
    )
    refund_transaction = providers.Singleton(
        RefundTransaction, units_of_work=units_of_work, make_call=make_call, identifiers=identifiers, clock=clock
    )
    list_refunds = providers.Singleton(ListRefunds, units_of_work=units_of_work)
    find_transaction = providers.Singleton(FindTransaction, units_of_work=units_of_work)
    get_transaction = providers.Singleton(GetTransaction, units_of_work=units_of_work)
    list_transactions = providers.Singleton(ListTransactions, units_of_work=units_of_work)
    count_transactions = providers.Singleton(CountTransactions, units_of_work=units_of_work)
    configure_gateway = providers.Singleton(
        ConfigureGateway,
        configurations=configurations,
        providers=gateways,
        clock=clock,
        identifiers=identifiers,
    )
    disable_gateway = providers.Singleton(DisableGateway, configurations=configurations, clock=clock)
    list_gateways = providers.Singleton(ListGateways, configurations=configurations)
