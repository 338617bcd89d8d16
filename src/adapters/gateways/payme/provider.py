"""Taking money through Payme: the payer is given a link, and Payme calls us about the rest."""

import json

from adapters.gateways.payme import wishes
from adapters.gateways.payme.link import checkout_form, checkout_link, link_parameters
from adapters.gateways.payme.settings import UZS, parse_settings, settings_of
from adapters.gateways.unable import Unable
from billing.domain.details.payme import PaymeDetails
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.provider_call import ProviderCall
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink


class PaymeProvider(Unable):
    """Payme takes soums. A link needs no call to Payme, so creating one is part of the commit that asks for it."""

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
        account = wishes.account_of(transaction, fields=settings.account_fields)
        parameters = link_parameters(
            settings=settings, amount=transaction.amount, account=account, return_url=transaction.return_url
        )
        # What is wrong with the order's wishes is said to whoever makes it, not to the payer.
        detail, shared = wishes.fiscal_detail(transaction), wishes.receivers(transaction)
        form = checkout_form(
            settings=settings,
            amount=transaction.amount,
            account=account,
            return_url=transaction.return_url,
            detail="" if detail is None else json.dumps(detail, ensure_ascii=False, separators=(",", ":")),
        )
        url = checkout_link(page=settings.checkout_url, parameters=parameters)
        details = PaymeDetails(
            merchant_id=settings.merchant_id,
            account=account,
            receivers=[{"id": one.id, "amount": one.amount} for one in shared] or None,
            additional=wishes.additional(transaction),
            link=url,
            params=form,
        )
        return PaymentLink(payment_url=url, details=details)
