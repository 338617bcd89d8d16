"""What providers call: their attempts to pay, over HTTP."""

from dependency_injector import containers, providers

from adapters.gateways.plugin import GatewayTools, GatewayUseCases
from adapters.gateways.registry import GATEWAYS, webhook_handlers
from adapters.webhooks.intake import WebhookIntake
from adapters.webhooks.limits import WebhookLimits
from billing.application.ask_guard import AskGuard
from billing.application.cancel_attempt import CancelAttempt
from billing.application.check_attempt import CheckAttempt
from billing.application.check_payable import CheckPayable
from billing.application.configure_gateway import ConfigureGateway
from billing.application.confirm_attempt import ConfirmAttempt
from billing.application.find_attempt import FindAttempt
from billing.application.find_transaction import FindTransaction
from billing.application.follow_gateway import FollowGateway
from billing.application.follow_renewal import FollowRenewal
from billing.application.list_attempts import ListAttempts
from billing.application.prepare_attempt import PrepareAttempt
from billing.application.record_fiscal_receipt import RecordFiscalReceipt
from billing.application.return_attempt import ReturnAttempt
from billing.ports.delivery_log import DeliveryLog
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.refund_cover import RefundCover
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock


class IntakeContainer(containers.DeclarativeContainer):
    """Needs billing's storage, its use cases, and somebody who takes top-ups (a bridge to accounts)."""

    units_of_work: providers.Dependency[BillingUnitOfWorks] = providers.Dependency()
    configurations: providers.Dependency[GatewayConfigurations] = providers.Dependency()
    delivery_log: providers.Dependency[DeliveryLog] = providers.Dependency()
    top_ups: providers.Dependency[TopUps] = providers.Dependency()
    find: providers.Dependency[FindTransaction] = providers.Dependency()
    follow: providers.Dependency[FollowGateway] = providers.Dependency()
    guard: providers.Dependency[AskGuard] = providers.Dependency()
    gateway_tools: providers.Dependency[GatewayTools] = providers.Dependency()
    cover: providers.Dependency[RefundCover] = providers.Dependency()
    configure_gateway: providers.Dependency[ConfigureGateway] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    registered = providers.Dependency(instance_of=tuple, default=GATEWAYS)

    use_cases = providers.Singleton(
        GatewayUseCases,
        check=providers.Singleton(CheckPayable, units_of_work=units_of_work, top_ups=top_ups),
        check_attempt=providers.Singleton(
            CheckAttempt, units_of_work=units_of_work, top_ups=top_ups, guard=guard, clock=clock
        ),
        prepare=providers.Singleton(
            PrepareAttempt, units_of_work=units_of_work, top_ups=top_ups, guard=guard, clock=clock
        ),
        confirm=providers.Singleton(
            ConfirmAttempt, units_of_work=units_of_work, top_ups=top_ups, follow=follow, clock=clock
        ),
        cancel=providers.Singleton(CancelAttempt, units_of_work=units_of_work, top_ups=top_ups, clock=clock),
        find=find,
        follow=follow,
        renew=providers.Singleton(FollowRenewal, units_of_work=units_of_work, follow=follow, clock=clock),
        guard=guard,
        find_attempt=providers.Singleton(FindAttempt, units_of_work=units_of_work, clock=clock),
        list_attempts=providers.Singleton(ListAttempts, units_of_work=units_of_work, clock=clock),
        record_receipt=providers.Singleton(RecordFiscalReceipt, units_of_work=units_of_work, clock=clock),
        give_back=providers.Singleton(
            ReturnAttempt, units_of_work=units_of_work, cover=cover, follow=follow, clock=clock
        ),
        configure=configure_gateway,
    )
    limits = providers.Singleton(WebhookLimits)
    webhooks = providers.Singleton(
        WebhookIntake,
        handlers=providers.Callable(webhook_handlers, use_cases, tools=gateway_tools, gateways=registered),
        configurations=configurations,
        delivery_log=delivery_log,
        clock=clock,
        limits=limits,
    )
