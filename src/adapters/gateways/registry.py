"""The gateways of this installation: a new one is a folder and a line here."""

from collections.abc import Mapping

from adapters.gateways.cash.plugin import CASH
from adapters.gateways.click.plugin import CLICK
from adapters.gateways.integrator.plugin import INTEGRATOR
from adapters.gateways.octo.plugin import OCTO
from adapters.gateways.payme.plugin import PAYME
from adapters.gateways.plugin import GatewayPlugin, GatewayTools, GatewayUseCases
from adapters.gateways.stripe.plugin import STRIPE
from billing.domain.details.update import DetailsUpdate
from billing.domain.errors import UnknownGatewayError
from billing.ports.payment_provider import PaymentProvider
from billing.ports.payout_provider import PayoutProvider
from billing.ports.statement_provider import StatementProvider
from billing.ports.webhook import WebhookHandler

Gateways = tuple[GatewayPlugin, ...]

GATEWAYS: Gateways = (
    CLICK,
    PAYME,
    OCTO,
    STRIPE,
    CASH,
    INTEGRATOR,
)


class RegisteredProviders:
    """The payment providers of the registry, by gateway name."""

    def __init__(self, tools: GatewayTools, gateways: Gateways = GATEWAYS) -> None:
        self._providers = {plugin.name: plugin.provider(tools) for plugin in gateways}
        self._payouts = {plugin.name: plugin.payouts(tools) for plugin in gateways if plugin.payouts is not None}

    def get(self, gateway: str) -> PaymentProvider:
        """The gateway of this name.

        Raises:
            UnknownGatewayError: there is none.
        """
        provider = self._providers.get(gateway)
        if provider is None:
            raise UnknownGatewayError(gateway)
        return provider

    def payouts(self, gateway: str) -> PayoutProvider | None:
        """How the gateway of this name pays out; None where an operator does it."""
        return self._payouts.get(gateway)


class RegisteredStatements:
    """The statements of the registry, by gateway name."""

    def __init__(self, tools: GatewayTools, gateways: Gateways = GATEWAYS) -> None:
        self._statements = {
            plugin.name: plugin.statements(tools) for plugin in gateways if plugin.statements is not None
        }

    def statement(self, gateway: str) -> StatementProvider | None:
        """The statement of the gateway of this name; None where it has none."""
        return self._statements.get(gateway)


def webhook_handlers(
    use_cases: GatewayUseCases, *, tools: GatewayTools, gateways: Gateways = GATEWAYS
) -> Mapping[str, WebhookHandler]:
    """Who answers the calls of each provider that calls, by gateway name."""
    return {plugin.name: plugin.callbacks(use_cases, tools) for plugin in gateways if plugin.callbacks is not None}


def calling_gateways(gateways: Gateways = GATEWAYS) -> frozenset[str]:
    """The names of those whose provider calls us."""
    return frozenset(plugin.name for plugin in gateways if plugin.callbacks is not None)


def details_of_attempts(gateways: Gateways = GATEWAYS) -> Mapping[str, DetailsUpdate]:
    """What an attempt that ended by itself says of its payment, by gateway name."""
    return {plugin.name: plugin.attempt_details for plugin in gateways if plugin.attempt_details is not None}
