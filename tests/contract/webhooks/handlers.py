"""Who answers the providers' calls, put together from billing's parts as `bootstrap` does."""

from collections.abc import Mapping

from adapters.gateways.plugin import GatewayPlugin
from adapters.gateways.registry import GATEWAYS, webhook_handlers
from billing.ports.delivery_log import DeliveryLog
from billing.ports.top_ups import TopUps
from billing.ports.webhook import WebhookHandler
from bootstrap.containers.intake import IntakeContainer
from bootstrap.containers.payments import PaymentsContainer


def handlers_of(
    payments: PaymentsContainer,
    *,
    delivery_log: DeliveryLog,
    top_ups: TopUps,
    gateways: tuple[GatewayPlugin, ...] = GATEWAYS,
) -> Mapping[str, WebhookHandler]:
    """The handlers by gateway; storage, guard, cover and clock are those of `payments`."""
    intake = IntakeContainer(
        units_of_work=payments.units_of_work(),
        configurations=payments.configurations(),
        delivery_log=delivery_log,
        top_ups=top_ups,
        find=payments.find_transaction(),
        follow=payments.follow(),
        guard=payments.ask_guard(),
        gateway_tools=payments.gateway_tools(),
        configure_gateway=payments.configure_gateway(),
        cover=payments.cover(),
        clock=payments.clock(),
    )
    return webhook_handlers(intake.use_cases(), tools=payments.gateway_tools(), gateways=gateways)
