"""What callers call: the gRPC services."""

from dependency_injector import containers, providers

from adapters.event_bus.change_feed import ChangeFeed
from adapters.gateways.registry import GATEWAYS, calling_gateways
from adapters.grpc_api.authenticator import Authenticator
from adapters.grpc_api.chain import interceptor_chain
from adapters.grpc_api.localisation import load_texts
from adapters.grpc_api.message_rules import MessageRules
from adapters.grpc_api.server import ACCOUNTS, ADMIN, BILLING, OPERATIONS, GrpcServer
from adapters.grpc_api.server_options import GrpcServerOptions
from adapters.grpc_api.servicers.accounts import AccountsServicer
from adapters.grpc_api.servicers.administration import AdministrationServicer
from adapters.grpc_api.servicers.billing import BillingServicer
from adapters.grpc_api.servicers.books import BooksServicer
from adapters.grpc_api.servicers.gateways import GatewaysServicer
from adapters.grpc_api.servicers.movements import MovementsServicer
from adapters.grpc_api.servicers.operations import OperationsServicer
from adapters.grpc_api.servicers.refunds import RefundsServicer
from adapters.grpc_api.servicers.transfer_batch import TransferBatch
from adapters.grpc_api.statuses import Statuses
from adapters.grpc_api.watch import Watch
from shared_kernel.api_key_administration import IssueApiKey, ListApiKeys, RevokeApiKey
from shared_kernel.once import Once
from shared_kernel.tenant_administration import CreateTenant


class ApiContainer(containers.DeclarativeContainer):
    """Needs the foundation, the use cases of both modules and of operators (as containers), and where to listen."""

    foundation = providers.DependenciesContainer()
    payments = providers.DependenciesContainer()
    wallets = providers.DependenciesContainer()
    operations = providers.DependenciesContainer()
    options: providers.Dependency[GrpcServerOptions] = providers.Dependency()
    public_url = providers.Dependency(instance_of=str)
    registered = providers.Dependency(instance_of=tuple, default=GATEWAYS)

    rules = providers.Singleton(MessageRules)
    statuses = providers.Singleton(Statuses, texts=providers.Singleton(load_texts))
    feed = providers.Singleton(ChangeFeed)
    watch = providers.Singleton(Watch, feed=feed)
    authenticator = providers.Singleton(Authenticator, api_keys=foundation.api_keys, clock=foundation.clock)
    once = providers.Singleton(Once, units=foundation.billing_units)

    accounts = providers.Singleton(
        AccountsServicer,
        register_user=wallets.register_user,
        open_account=wallets.open_account,
        change_account_status=wallets.change_account_status,
        books=wallets.read_books,
    )
    books = providers.Singleton(BooksServicer, books=wallets.read_books, watch=watch)
    movements = providers.Singleton(
        MovementsServicer,
        deposit=wallets.deposit,
        withdraw=wallets.withdraw,
        transfer=wallets.transfer,
        batch=providers.Singleton(TransferBatch, transfer=wallets.transfer, rules=rules, statuses=statuses),
    )
    billing = providers.Singleton(
        BillingServicer,
        create=payments.create_transaction,
        get=payments.get_transaction,
        list_=payments.list_transactions,
        count=payments.count_transactions,
        complete=payments.complete_transaction,
        cancel=payments.cancel_transaction,
        watch=watch,
    )
    refunds = providers.Singleton(
        RefundsServicer,
        capture=payments.capture_transaction,
        refund=payments.refund_transaction,
        list_=payments.list_refunds,
        get=payments.get_transaction,
    )
    reconciliation = providers.Singleton(
        OperationsServicer,
        verify_ledger=operations.verify_ledger,
        reconcile=operations.request_reconciliation,
        list_reconciliations=operations.list_reconciliations,
        list_discrepancies=operations.list_discrepancies,
        resolve=operations.resolve_discrepancy,
        clock=foundation.clock,
    )
    administration = providers.Singleton(
        AdministrationServicer,
        create_tenant=providers.Singleton(
            CreateTenant,
            tenants=foundation.tenants,
            identifiers=foundation.identifiers,
            clock=foundation.clock,
        ),
        tenants=foundation.tenants,
        issue_api_key=providers.Singleton(
            IssueApiKey,
            api_keys=foundation.api_keys,
            tenants=foundation.tenants,
            identifiers=foundation.identifiers,
            clock=foundation.clock,
        ),
        list_api_keys=providers.Singleton(ListApiKeys, api_keys=foundation.api_keys, tenants=foundation.tenants),
        revoke_api_key=providers.Singleton(
            RevokeApiKey, api_keys=foundation.api_keys, once=once, clock=foundation.clock
        ),
        authenticator=authenticator,
    )
    gateways = providers.Singleton(
        GatewaysServicer,
        configure=payments.configure_gateway,
        list_=payments.list_gateways,
        disable=payments.disable_gateway,
        providers=payments.gateways,
        once=once,
        calling_gateways=providers.Callable(calling_gateways, registered),
        webhook_base_url=public_url,
    )
    server = providers.Singleton(
        GrpcServer,
        options=options,
        servicers=providers.Dict(
            {
                ACCOUNTS: providers.List(accounts, books, movements),
                BILLING: providers.List(billing, refunds),
                OPERATIONS: providers.List(reconciliation),
                ADMIN: providers.List(administration, gateways),
            }
        ),
        interceptors=providers.Callable(interceptor_chain, authenticator=authenticator, rules=rules, statuses=statuses),
        feed=feed,
        identifiers=foundation.identifiers,
    )
