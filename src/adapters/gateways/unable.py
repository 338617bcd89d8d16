"""What a gateway answers to everything it cannot do; a provider overrides what it can."""

from billing.domain.errors import NotSupportedByGatewayError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.observation import Observation, RefundNews
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction


class Unable:
    """Refuses everything beyond `create`."""

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        return frozenset()

    async def capture(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        raise NotSupportedByGatewayError(gateway=transaction.gateway, operation=Operation.CAPTURE)

    async def cancel(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        raise NotSupportedByGatewayError(gateway=transaction.gateway, operation=Operation.CANCEL)

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews | Observation:
        raise NotSupportedByGatewayError(gateway=transaction.gateway, operation=Operation.REFUND)

    async def look_up(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        raise NotSupportedByGatewayError(gateway=transaction.gateway, operation=Operation.LOOK_UP)

    async def fiscalize(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        raise NotSupportedByGatewayError(gateway=transaction.gateway, operation=Operation.FISCALIZE)
