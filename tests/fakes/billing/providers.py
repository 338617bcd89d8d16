"""Gateways to test use cases with: one of links, one settled by hand, one that must be called."""

from collections.abc import Awaitable, Callable

from adapters.gateways.unable import Unable
from billing.domain.details.cash import CashDetails
from billing.domain.details.click import ClickDetails
from billing.domain.details.integrator import IntegratorDetails
from billing.domain.errors import UnknownGatewayError
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.observation import RefundNews
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink, PaymentProvider
from shared_kernel.errors import ValidationError


class LinkProvider(Unable):
    """Click-like: the page's address follows from what we know."""

    currencies = frozenset({"UZS"})
    settles_locally = False
    needs_network = False

    def check_settings(self, settings: Settings) -> None:
        if not settings.get("secret_key"):
            raise ValidationError(field="settings.secret_key")

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        link = f"https://pay.example/{configuration.settings['service_id']}/{transaction.order_reference}"
        return PaymentLink(payment_url=link, details=ClickDetails(link=link))


class LocalProvider(Unable):
    """Cash: nothing to configure, nobody to call; what becomes of a refund a test says."""

    refunds_are = RefundStatus.SUCCEEDED

    currencies = None
    settles_locally = True
    needs_network = False

    def check_settings(self, settings: Settings) -> None:
        if settings:
            raise ValidationError(field="settings")

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        return PaymentLink(payment_url="", details=CashDetails() if transaction.gateway == "cash" else None)

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        return frozenset({Operation.REFUND})

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews:
        return RefundNews(refund_id=refund.id, external_id="", amount=refund.amount, status=self.refunds_are)


class NetworkProvider(Unable):
    """One that is called over the network; `before` runs where the call would, and may fail like one."""

    currencies = None
    settles_locally = False
    needs_network = True

    def __init__(self) -> None:
        self.asked: list[Transaction] = []
        self.before: Callable[[], Awaitable[None]] | None = None

    def check_settings(self, settings: Settings) -> None:
        pass

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        self.asked.append(transaction)
        if self.before is not None:
            await self.before()
        return PaymentLink(
            payment_url=f"https://network.example/{transaction.id}", details=IntegratorDetails(error_code=0)
        )


class MemoryProviders:
    """The registry."""

    def __init__(self) -> None:
        self.network = NetworkProvider()
        self.cash = LocalProvider()
        self._providers: dict[str, PaymentProvider] = {
            "click": LinkProvider(),
            "cash": self.cash,
            "integrator": self.network,
        }

    def get(self, gateway: str) -> PaymentProvider:
        if gateway not in self._providers:
            raise UnknownGatewayError(gateway)
        return self._providers[gateway]
