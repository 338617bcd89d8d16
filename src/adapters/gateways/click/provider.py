"""Taking money through Click: the payer is given a link, and Click calls us about the rest."""

from adapters.gateways.click.link import link_parameters, payment_link
from adapters.gateways.click.settings import UZS, parse_settings, settings_of
from adapters.gateways.unable import Unable
from billing.domain.details.click import ClickDetails
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.provider_call import ProviderCall
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink


class ClickProvider(Unable):
    """Click takes soums. A link needs no call to Click, so creating one is part of the commit that asks for it."""

    currencies: frozenset[str] | None = frozenset({UZS.code})
    settles_locally = False

    def needs_network(self, transaction: Transaction) -> bool:
        return False

    def check_settings(self, settings: Settings) -> None:
        parse_settings(settings)

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        settings = settings_of(configuration)
        parameters = link_parameters(
            settings=settings,
            amount=transaction.amount,
            reference=transaction.order_reference,
            return_url=transaction.return_url,
        )
        url = payment_link(page=settings.pay_page_url, parameters=parameters)
        details = ClickDetails(
            service_id=settings.service_id,
            merchant_id=settings.merchant_id,
            merchant_user_id=settings.merchant_user_id,
            merchant_trans_id=transaction.order_reference,
            link=url,
            params=parameters,
        )
        return PaymentLink(payment_url=url, details=details)
