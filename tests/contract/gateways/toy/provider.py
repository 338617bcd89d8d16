"""Taking money through Toy: a payment is opened there, paid on its page, and can be closed or refunded."""

from collections.abc import Callable

from adapters.gateways.outcomes import while_acting, while_reading
from adapters.gateways.unable import Unable
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink
from tests.contract.gateways.toy.client import ToyClient
from tests.contract.gateways.toy.mapping import details_of, observation_of, payment_of
from tests.contract.gateways.toy.settings import parse_settings, settings_of


class ToyProvider(Unable):
    """Toy takes soums; `notify_url` is the address that it calls for a configuration.

    Every change carries the key of its recorded call, so a call that is made again is not carried out again.
    """

    currencies: frozenset[str] | None = frozenset({"UZS"})
    settles_locally = False

    def __init__(self, *, client: ToyClient, notify_url: Callable[[GatewayConfiguration], str]) -> None:
        self._client = client
        self._notify_url = notify_url

    def needs_network(self, transaction: Transaction) -> bool:
        return True

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        return frozenset({Operation.CANCEL, Operation.REFUND, Operation.LOOK_UP})

    def check_settings(self, settings: Settings) -> None:
        parse_settings(settings)

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        terms = {
            "reference": str(transaction.id),
            "amount": transaction.amount.minor_units,
            "currency": transaction.amount.currency.code,
            "notify_url": self._notify_url(configuration),
        }
        with while_acting():
            told = await self._client.change(settings_of(configuration), "/payments", terms, key=call.key)
        return PaymentLink(payment_url=str(told["page"]), details=details_of(told))

    async def cancel(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        payment = payment_of(transaction)
        if not payment:
            # No answer of Toy's ever reached us, so nobody has a page to pay on.
            return Observation(standing=Standing.CANCELED)
        with while_acting():
            told = await self._client.change(settings_of(configuration), f"/payments/{payment}/close", {}, key=call.key)
            return observation_of(told)

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews:
        path = f"/payments/{payment_of(transaction)}/refunds"
        wanted = {"amount": refund.amount.minor_units}
        with while_acting():
            await self._client.change(settings_of(configuration), path, wanted, key=call.key)
        return RefundNews(
            refund_id=refund.id, external_id=call.key, amount=refund.amount, status=RefundStatus.SUCCEEDED
        )

    async def look_up(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        with while_reading():
            return observation_of(await self._client.read(settings_of(configuration), payment=payment_of(transaction)))
