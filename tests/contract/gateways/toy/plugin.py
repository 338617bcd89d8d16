"""The Toy gateway: payments on its page, refunds, and the notifications about them."""

from adapters.gateways.plugin import GatewayPlugin, GatewayTools
from adapters.http_client.circuit import Circuits, CircuitSettings
from adapters.http_client.client import HttpClient
from tests.contract.gateways.toy.callbacks import ToyCallbacks
from tests.contract.gateways.toy.client import ToyClient
from tests.contract.gateways.toy.errors import GATEWAY
from tests.contract.gateways.toy.provider import ToyProvider


def _provider(tools: GatewayTools) -> ToyProvider:
    circuits = Circuits(name=GATEWAY, settings=CircuitSettings())
    client = ToyClient(HttpClient(name=GATEWAY, session=tools.session, circuits=circuits))
    return ToyProvider(client=client, notify_url=tools.webhook_url)


TOY = GatewayPlugin(name=GATEWAY, provider=_provider, callbacks=lambda use_cases, _: ToyCallbacks(use_cases))
