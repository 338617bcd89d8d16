"""Gateways without a provider: the money changes hands elsewhere and an operator completes the transaction."""

from adapters.gateways.settings_reader import SettingsReader
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink

_NOTHING_TO_SET: frozenset[str] = frozenset()


class LocalProvider:
    """Takes any currency, asks nobody, and has no page to send the payer to."""

    currencies: frozenset[str] | None = None
    settles_locally = True
    needs_network = False

    def check_settings(self, settings: Settings) -> None:
        SettingsReader(settings, known=_NOTHING_TO_SET)

    async def create(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> PaymentLink:
        return PaymentLink(payment_url="", details=None)
