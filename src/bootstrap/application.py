"""Everything joined: the containers in the order in which one needs the other, and the bridges between the modules."""

from dataclasses import dataclass

from accounts.application.operation_queue import OperationQueue
from accounts.application.reserve_refund import ReserveRefund
from adapters.bridges.account_numbers import AccountNumbers
from adapters.bridges.accounts_to_billing import BillingPayments
from adapters.bridges.billing_to_accounts import SettlePayments
from adapters.bridges.books import LedgerBooks
from adapters.bridges.discrepancy_alarm import DiscrepancyAlarm
from adapters.bridges.house_bookings import BookCharges
from adapters.bridges.refund_cover import DepositCover
from adapters.bridges.refunds_to_accounts import BookRefunds
from adapters.bridges.top_ups import AccountTopUps
from adapters.exchange_rates.fixed import FixedExchangeRates
from adapters.grpc_api.server_options import GrpcServerOptions
from adapters.postgres.database import Database
from adapters.postgres.ledger_verification import LedgerVerification
from adapters.postgres.repositories.account_transactions import PostgresUnfinishedTransactions
from adapters.postgres.repositories.attempts import PostgresOverdueAttempts
from adapters.postgres.repositories.provider_calls import PostgresDueCalls
from adapters.postgres.repositories.reconciliations import PostgresDueReconciliations
from bootstrap.containers.api import ApiContainer
from bootstrap.containers.foundation import FoundationContainer
from bootstrap.containers.intake import IntakeContainer
from bootstrap.containers.operations import OperationsContainer
from bootstrap.containers.payments import PaymentsContainer
from bootstrap.containers.wallets import WalletsContainer
from bootstrap.secret import previous_secrets
from bootstrap.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The parts of a running service."""

    foundation: FoundationContainer
    payments: PaymentsContainer
    wallets: WalletsContainer
    intake: IntakeContainer
    operations: OperationsContainer
    api: ApiContainer


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an application is given: an open database, the installation's secret, and its addresses.

    `public_url` is how providers and payers reach the HTTP side, without a slash at its end.
    """

    database: Database
    app_conninfo: str
    secret: bytes
    grpc: GrpcServerOptions
    public_url: str


def build(settings: Settings, surroundings: Surroundings) -> Application:
    """Make every part and join them; nothing runs yet."""
    foundation = FoundationContainer(
        database=surroundings.database,
        app_conninfo=surroundings.app_conninfo,
        secret=surroundings.secret,
        previous_secrets=previous_secrets(settings),
        is_development=settings.is_development,
    )
    # Before the modules: billing's refunds are reserved through it, and accounts' payments are opened by billing.
    queue = OperationQueue(store=foundation.ledger_store(), clock=foundation.clock())
    payments = _payments(settings, surroundings, foundation, queue)
    wallets = _wallets(settings, surroundings, foundation, payments, queue)
    intake = IntakeContainer(
        units_of_work=foundation.billing_units(),
        configurations=foundation.gateway_configurations(),
        delivery_log=foundation.delivery_log(),
        top_ups=AccountTopUps(units_of_work=foundation.accounts_units(), deposit=wallets.deposit()),
        find=payments.find_transaction(),
        follow=payments.follow(),
        guard=payments.ask_guard(),
        gateway_tools=payments.gateway_tools(),
        configure_gateway=payments.configure_gateway(),
        cover=payments.cover(),
        clock=foundation.clock(),
    )
    operations = OperationsContainer(
        payments=payments,
        units_of_work=foundation.billing_units(),
        configurations=foundation.gateway_configurations(),
        tenants=foundation.tenants(),
        clock=foundation.clock(),
        books=LedgerBooks(units_of_work=foundation.accounts_units()),
        due_reconciliations=PostgresDueReconciliations(surroundings.database.system_engine),
        verify_ledger=LedgerVerification(surroundings.database.engine),
    )
    api = ApiContainer(
        foundation=foundation,
        payments=payments,
        wallets=wallets,
        operations=operations,
        options=surroundings.grpc,
        public_url=surroundings.public_url,
    )
    application = Application(
        foundation=foundation, payments=payments, wallets=wallets, intake=intake, operations=operations, api=api
    )
    _join_events(application)
    return application


def _payments(
    settings: Settings, surroundings: Surroundings, foundation: FoundationContainer, queue: OperationQueue
) -> PaymentsContainer:
    return PaymentsContainer(
        units_of_work=foundation.billing_units(),
        configurations=foundation.gateway_configurations(),
        account_numbers=AccountNumbers(units_of_work=foundation.accounts_units()),
        due_calls=PostgresDueCalls(surroundings.database.system_engine),
        overdue_attempts=PostgresOverdueAttempts(surroundings.database.system_engine),
        cover=DepositCover(reserve_refund=ReserveRefund(queue=queue)),
        guard=foundation.payment_guard(),
        # A tenant says where its gateway is: in production never inside our own network.
        http_session=foundation.outside_session(),
        public_url=surroundings.public_url,
        test_payments=settings.takes_test_payments,
        clock=foundation.clock(),
        identifiers=foundation.identifiers(),
    )


def _wallets(
    settings: Settings,
    surroundings: Surroundings,
    foundation: FoundationContainer,
    payments: PaymentsContainer,
    queue: OperationQueue,
) -> WalletsContainer:
    return WalletsContainer(
        units_of_work=foundation.accounts_units(),
        queue=queue,
        unfinished=PostgresUnfinishedTransactions(surroundings.database.system_engine),
        payments=BillingPayments(
            check_gateway=payments.check_gateway(), create_transaction=payments.create_transaction()
        ),
        rates=FixedExchangeRates(rates=settings.exchange_rates, clock=foundation.clock()),
        clock=foundation.clock(),
        identifiers=foundation.identifiers(),
    )


def _join_events(application: Application) -> None:
    bus = application.foundation.bus()
    settle = SettlePayments(
        settle_payment=application.wallets.settle_payment(), fail_payment=application.wallets.fail_payment()
    )
    settle.listen_to(bus)
    BookRefunds(book_refund=application.wallets.book_refund()).listen_to(bus)
    BookCharges(book_for_house=application.wallets.book_for_house()).listen_to(bus)
    DiscrepancyAlarm().listen_to(bus)
    application.api.feed().listen_to(bus)
