"""Gateways without a provider: the money changes hands elsewhere and an operator completes the transaction."""

from adapters.gateways.settings_reader import SettingsReader
from adapters.gateways.unable import Unable
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.observation import RefundNews
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink

_NOTHING_TO_SET: frozenset[str] = frozenset()


class LocalProvider(Unable):
    """Takes any currency, asks nobody, and has no page to send the payer to.

    What is refunded is handed back by whoever asks for the refund, so it has succeeded as soon as it is recorded.
    """

    currencies: frozenset[str] | None = None
    settles_locally = True

    def check_settings(self, settings: Settings) -> None:
        SettingsReader(settings, known=_NOTHING_TO_SET)

    def needs_network(self, transaction: Transaction) -> bool:
        return False

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        return frozenset({Operation.REFUND})

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        return PaymentLink(payment_url="", details=None)

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews:
        return RefundNews(refund_id=refund.id, external_id="", amount=refund.amount, status=RefundStatus.SUCCEEDED)
