"""The Payme gateway: a checkout link, the Merchant API behind it, and receipts by the Subscribe API."""

from adapters.gateways.payme.callbacks import PaymeCallbacks
from adapters.gateways.payme.details import details_of_attempt
from adapters.gateways.payme.failures import GATEWAY
from adapters.gateways.payme.provider import PaymeProvider
from adapters.gateways.payme.statement import PaymeStatement
from adapters.gateways.payme.subscribe import SubscribeClient
from adapters.gateways.plugin import GatewayPlugin, GatewayTools
from adapters.http_client.circuit import Circuits, CircuitSettings
from adapters.http_client.client import HttpClient


def _client(tools: GatewayTools) -> SubscribeClient:
    circuits = Circuits(name=GATEWAY, settings=CircuitSettings())
    return SubscribeClient(HttpClient(name=GATEWAY, session=tools.session, circuits=circuits))


PAYME = GatewayPlugin(
    name=GATEWAY,
    provider=lambda tools: PaymeProvider(client=_client(tools), clock=tools.clock),
    callbacks=lambda use_cases, _: PaymeCallbacks(use_cases),
    attempt_details=details_of_attempt,
    statements=lambda tools: PaymeStatement(_client(tools)),
)
