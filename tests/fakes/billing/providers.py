"""Gateways to test use cases with: one of links, one settled by hand, one that must be called."""

from collections.abc import Awaitable, Callable

from adapters.gateways.unable import Unable
from billing.domain.details.cash import CashDetails
from billing.domain.details.click import ClickDetails
from billing.domain.details.codec import Details
from billing.domain.details.integrator import IntegratorDetails
from billing.domain.errors import UnknownGatewayError
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink, PaymentProvider
from billing.ports.payout_provider import PayoutProvider
from shared_kernel.errors import ValidationError


class LinkProvider(Unable):
    """Click-like: the page's address follows from what we know."""

    currencies = frozenset({"UZS"})
    settles_locally = False

    def needs_network(self, transaction: Transaction) -> bool:
        return False

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

    def needs_network(self, transaction: Transaction) -> bool:
        return False

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
    """One that is called over the network; `before` runs where the call would, and may fail like one.

    `script` says what the provider answers, call after call, and what it raises; when it is used up, the call does what
    it asks. `asked` are the keys of all calls, in order.
    """

    currencies = None
    settles_locally = False

    def __init__(self) -> None:
        self.opened: list[Transaction] = []
        self.asked: list[str] = []
        self.before: Callable[[], Awaitable[None]] | None = None
        self.script: list[Observation | RefundNews | Exception] = []
        self.able = frozenset({Operation.CAPTURE, Operation.CANCEL, Operation.REFUND, Operation.LOOK_UP})

    def needs_network(self, transaction: Transaction) -> bool:
        return True

    def check_settings(self, settings: Settings) -> None:
        pass

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        return self.able

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        self.opened.append(transaction)
        await self._asked(call.key)
        if self.script:
            self._next()
        return PaymentLink(
            payment_url=f"https://network.example/{transaction.id}", details=IntegratorDetails(error_code=0)
        )

    async def capture(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        await self._asked(call.key)
        return self._observed() or Observation(standing=Standing.PAID, amount=call.amount)

    async def cancel(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        await self._asked(call.key)
        return self._observed() or Observation(standing=Standing.CANCELED)

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews:
        await self._asked(call.key)
        answer = self._next() if self.script else None
        if isinstance(answer, RefundNews):
            return answer
        return RefundNews(
            refund_id=refund.id, external_id=f"re {refund.id}", amount=refund.amount, status=RefundStatus.SUCCEEDED
        )

    async def look_up(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        await self._asked(f"look_up:{transaction.id}")
        return self._observed() or Observation(standing=Standing.WAITING)

    async def _asked(self, key: str) -> None:
        self.asked.append(key)
        if self.before is not None:
            await self.before()

    def _observed(self) -> Observation | None:
        answer = self._next() if self.script else None
        return answer if isinstance(answer, Observation) else None

    def _next(self) -> Observation | RefundNews:
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Payer:
    """Pays out by itself; `script` says what it answers, call after call, and afterwards the payout is under way."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.script: list[Observation | Exception] = []

    def address(self, *, destination: str, configuration: GatewayConfiguration) -> Details | None:
        return CashDetails(data={"to": destination})

    async def pay_out(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        return self._answer(call.key)

    async def take_back(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        self.asked.append(call.key)
        return Observation(standing=Standing.FAILED)

    async def look_up_payout(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        return self._answer(f"look_up:{transaction.id}")

    def _answer(self, key: str) -> Observation:
        self.asked.append(key)
        answer = self.script.pop(0) if self.script else Observation(standing=Standing.WAITING)
        if isinstance(answer, Exception):
            raise answer
        return answer


class MemoryProviders:
    """The registry."""

    def __init__(self) -> None:
        self.network = NetworkProvider()
        self.payers: dict[str, PayoutProvider] = {}
        self.cash = LocalProvider()
        self._providers: dict[str, PaymentProvider] = {
            "click": LinkProvider(),
            "cash": self.cash,
            "integrator": self.network,
        }

    def network_for(self, gateway: str) -> None:
        """From now on this gateway can be asked, too."""
        self._providers[gateway] = self.network

    def payouts(self, gateway: str) -> PayoutProvider | None:
        return self.payers.get(gateway)

    def get(self, gateway: str) -> PaymentProvider:
        if gateway not in self._providers:
            raise UnknownGatewayError(gateway)
        return self._providers[gateway]
