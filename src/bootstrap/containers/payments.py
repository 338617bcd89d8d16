"""Billing: payments through gateways."""

from dependency_injector import containers, providers

from adapters.gateways.registry import RegisteredProviders
from billing.application.cancel_transaction import CancelTransaction
from billing.application.check_gateway import CheckGateway
from billing.application.complete_transaction import CompleteTransaction
from billing.application.configure_gateway import ConfigureGateway
from billing.application.count_transactions import CountTransactions
from billing.application.create_transaction import CreateTransaction
from billing.application.disable_gateway import DisableGateway
from billing.application.get_transaction import GetTransaction
from billing.application.list_gateways import ListGateways
from billing.application.list_transactions import ListTransactions
from billing.ports.account_numbers import AccountNumbers
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers


class PaymentsContainer(containers.DeclarativeContainer):
    """Needs the foundation, and somebody who knows account numbers (a bridge to accounts)."""

    units_of_work: providers.Dependency[BillingUnitOfWorks] = providers.Dependency()
    configurations: providers.Dependency[GatewayConfigurations] = providers.Dependency()
    account_numbers: providers.Dependency[AccountNumbers] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    identifiers: providers.Dependency[Identifiers] = providers.Dependency()

    gateways = providers.Singleton(RegisteredProviders)

    check_gateway = providers.Singleton(CheckGateway, providers=gateways, configurations=configurations)
    create_transaction = providers.Singleton(
        CreateTransaction,
        units_of_work=units_of_work,
        providers=gateways,
        configurations=configurations,
        account_numbers=account_numbers,
        clock=clock,
        identifiers=identifiers,
    )
    complete_transaction = providers.Singleton(
        CompleteTransaction, units_of_work=units_of_work, providers=gateways, clock=clock
    )
    cancel_transaction = providers.Singleton(CancelTransaction, units_of_work=units_of_work, clock=clock)
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
