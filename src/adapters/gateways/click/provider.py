"""Taking money through Click: the payer is given a link, or asked on the phone, and Click calls us about the rest."""

from adapters.gateways.click.looking import look_up
from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.opening import Opening, link_of, needs_network
from adapters.gateways.click.receipt import fiscalize
from adapters.gateways.click.refunding import Refunding
from adapters.gateways.click.settings import UZS, parse_settings, settings_of
from adapters.gateways.unable import Unable
from billing.domain.errors import NotSupportedByGatewayError
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.observation import Observation, RefundNews
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink
from shared_kernel.clock import Clock


class ClickProvider(Unable):
    """Click takes soums. A link needs no call to Click, so creating one is part of the commit that asks for it."""

    currencies: frozenset[str] | None = frozenset({UZS.code})
    settles_locally = False

    def __init__(self, *, api: MerchantApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    def needs_network(self, transaction: Transaction) -> bool:
        return needs_network(transaction.metadata)

    def check_settings(self, settings: Settings) -> None:
        parse_settings(settings)

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        settings = settings_of(configuration)
        if settings.merchant_user_id is None:
            return frozenset()
        able = frozenset({Operation.REFUND, Operation.LOOK_UP})
        return able if settings.fiscal is None else able | {Operation.FISCALIZE}

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        settings = settings_of(configuration)
        if not needs_network(transaction.metadata):
            return link_of(settings=settings, transaction=transaction)
        opening = Opening(api=self._api, settings=settings, transaction=transaction, call=call, now=self._clock.now())
        return await opening.link()

    async def look_up(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        return await look_up(api=self._api, settings=settings_of(configuration), transaction=transaction)

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews:
        refunding = Refunding(
            api=self._api, settings=settings_of(configuration), transaction=transaction, refund=refund, call=call
        )
        return await refunding.news()

    async def fiscalize(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        settings = settings_of(configuration)
        if settings.fiscal is None:
            raise NotSupportedByGatewayError(gateway=transaction.gateway, operation=Operation.FISCALIZE)
        return await fiscalize(api=self._api, settings=settings, fiscal=settings.fiscal, transaction=transaction)
