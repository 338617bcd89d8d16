"""The Payme gateway: a checkout link, the Merchant API behind it, and receipts by the Subscribe API."""

from adapters.gateways.payme.callbacks import PaymeCallbacks
from adapters.gateways.payme.details import details_of_attempt
from adapters.gateways.payme.failures import GATEWAY
from adapters.gateways.payme.provider import PaymeProvider
from adapters.gateways.payme.subscribe import SubscribeClient
from adapters.gateways.plugin import GatewayPlugin, GatewayTools
from adapters.http_client.circuit import Circuits, CircuitSettings
from adapters.http_client.client import HttpClient


def _provider(tools: GatewayTools) -> PaymeProvider:
    circuits = Circuits(name=GATEWAY, settings=CircuitSettings())
    client = SubscribeClient(HttpClient(name=GATEWAY, session=tools.session, circuits=circuits))
    return PaymeProvider(client=client, clock=tools.clock)


PAYME = GatewayPlugin(
    name=GATEWAY,
    provider=_provider,
    callbacks=lambda use_cases, _: PaymeCallbacks(use_cases),
    attempt_details=details_of_attempt,
)
