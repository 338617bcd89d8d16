"""Accounts: wallets and the ledger."""

from dependency_injector import containers, providers

from accounts.application.book_for_house import BookForHouse
from accounts.application.book_refund import BookRefund
from accounts.application.change_account_status import ChangeAccountStatus
from accounts.application.deposit import Deposit
from accounts.application.fail_payment import FailPayment
from accounts.application.gateway_operations import GatewayOperations
from accounts.application.open_account import OpenAccount
from accounts.application.open_payment import OpenPayment
from accounts.application.operation_queue import OperationQueue
from accounts.application.quoted_operations import QuotedOperations
from accounts.application.read_books import ReadBooks
from accounts.application.recover_initiated import RecoverInitiated
from accounts.application.register_user import RegisterUser
from accounts.application.settle_payment import SettlePayment
from accounts.application.transfer import Transfer
from accounts.application.withdraw import Withdraw
from accounts.ports.exchange_rates import ExchangeRates
from accounts.ports.payments import Payments
from accounts.ports.unfinished import UnfinishedTransactions
from accounts.ports.unit_of_work import UnitsOfWork
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers


class WalletsContainer(containers.DeclarativeContainer):
    """Needs the foundation, the queue, exchange rates, and somebody who opens payments (a bridge to billing)."""

    units_of_work: providers.Dependency[UnitsOfWork] = providers.Dependency()
    queue: providers.Dependency[OperationQueue] = providers.Dependency()
    unfinished: providers.Dependency[UnfinishedTransactions] = providers.Dependency()
    payments: providers.Dependency[Payments] = providers.Dependency()
    rates: providers.Dependency[ExchangeRates] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    identifiers: providers.Dependency[Identifiers] = providers.Dependency()

    operations = providers.Singleton(QuotedOperations, queue=queue, rates=rates)
    open_payment = providers.Singleton(OpenPayment, queue=queue, payments=payments)
    gateway_operations = providers.Singleton(
        GatewayOperations, operations=operations, open_payment=open_payment, payments=payments
    )

    register_user = providers.Singleton(RegisterUser, units_of_work=units_of_work, identifiers=identifiers, clock=clock)
    open_account = providers.Singleton(OpenAccount, units_of_work=units_of_work, identifiers=identifiers, clock=clock)
    change_account_status = providers.Singleton(ChangeAccountStatus, units_of_work=units_of_work, clock=clock)
    deposit = providers.Singleton(Deposit, operations=gateway_operations, identifiers=identifiers)
    withdraw = providers.Singleton(Withdraw, operations=gateway_operations, identifiers=identifiers)
    transfer = providers.Singleton(Transfer, operations=operations, identifiers=identifiers)
    settle_payment = providers.Singleton(SettlePayment, queue=queue)
    fail_payment = providers.Singleton(FailPayment, queue=queue)
    book_refund = providers.Singleton(BookRefund, queue=queue)
    book_for_house = providers.Singleton(BookForHouse, queue=queue)
    recover_initiated = providers.Singleton(
        RecoverInitiated, unfinished=unfinished, open_payment=open_payment, clock=clock
    )
    read_books = providers.Singleton(ReadBooks, units_of_work=units_of_work)
