"""The Octo gateway: payments on its page, holds, refunds, and the notifications about them."""

from adapters.gateways.octo.callbacks import OctoCallbacks
from adapters.gateways.octo.client import OctoClient
from adapters.gateways.octo.errors import GATEWAY
from adapters.gateways.octo.provider import OctoProvider
from adapters.gateways.plugin import GatewayPlugin, GatewayTools
from adapters.http_client.circuit import Circuits, CircuitSettings
from adapters.http_client.client import HttpClient


def _client(tools: GatewayTools) -> OctoClient:
    circuits = Circuits(name=GATEWAY, settings=CircuitSettings())
    return OctoClient(HttpClient(name=GATEWAY, session=tools.session, circuits=circuits))


OCTO = GatewayPlugin(
    name=GATEWAY,
    provider=lambda tools: OctoProvider(
        client=_client(tools), notify_url=tools.webhook_url, test_payments=tools.test_payments
    ),
    callbacks=lambda use_cases, tools: OctoCallbacks(use_cases, client=_client(tools)),
)
