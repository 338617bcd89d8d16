"""The Click gateway: a payment link, the SHOP API behind it, and the Merchant API beside it."""

from adapters.gateways.click.callbacks import ClickCallbacks
from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.merchant_api.connection import MerchantConnection
from adapters.gateways.click.merchant_api.errors import GATEWAY
from adapters.gateways.click.provider import ClickProvider
from adapters.gateways.plugin import GatewayPlugin, GatewayTools
from adapters.http_client.circuit import Circuits, CircuitSettings
from adapters.http_client.client import HttpClient


def _provider(tools: GatewayTools) -> ClickProvider:
    circuits = Circuits(name=GATEWAY, settings=CircuitSettings())
    http = HttpClient(name=GATEWAY, session=tools.session, circuits=circuits)
    return ClickProvider(api=MerchantApi(MerchantConnection(http=http, clock=tools.clock)), clock=tools.clock)


CLICK = GatewayPlugin(name=GATEWAY, provider=_provider, callbacks=lambda use_cases, _: ClickCallbacks(use_cases))
