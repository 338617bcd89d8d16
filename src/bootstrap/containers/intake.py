"""What providers call: their attempts to pay, over HTTP."""

from dependency_injector import containers, providers

from adapters.gateways.plugin import GatewayUseCases
from adapters.gateways.registry import webhook_handlers
from adapters.webhooks.intake import WebhookIntake
from adapters.webhooks.limits import WebhookLimits
from billing.application.cancel_attempt import CancelAttempt
from billing.application.check_payable import CheckPayable
from billing.application.confirm_attempt import ConfirmAttempt
from billing.application.prepare_attempt import PrepareAttempt
from billing.ports.delivery_log import DeliveryLog
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock


class IntakeContainer(containers.DeclarativeContainer):
    """Needs billing's storage and somebody who takes top-ups (a bridge to accounts)."""

    units_of_work: providers.Dependency[BillingUnitOfWorks] = providers.Dependency()
    configurations: providers.Dependency[GatewayConfigurations] = providers.Dependency()
    delivery_log: providers.Dependency[DeliveryLog] = providers.Dependency()
    top_ups: providers.Dependency[TopUps] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()

    attempts = providers.Singleton(
        GatewayUseCases,
        check=providers.Singleton(CheckPayable, units_of_work=units_of_work, top_ups=top_ups),
        prepare=providers.Singleton(PrepareAttempt, units_of_work=units_of_work, top_ups=top_ups, clock=clock),
        confirm=providers.Singleton(ConfirmAttempt, units_of_work=units_of_work, top_ups=top_ups, clock=clock),
        cancel=providers.Singleton(CancelAttempt, units_of_work=units_of_work, top_ups=top_ups, clock=clock),
    )
    limits = providers.Singleton(WebhookLimits)
    webhooks = providers.Singleton(
        WebhookIntake,
        handlers=providers.Callable(webhook_handlers, attempts),
        configurations=configurations,
        delivery_log=delivery_log,
        clock=clock,
        limits=limits,
    )
