"""The Payme gateway: a checkout link, and the Merchant API behind it."""

from adapters.gateways.payme.callbacks import PaymeCallbacks
from adapters.gateways.payme.details import details_of_attempt
from adapters.gateways.payme.provider import PaymeProvider
from adapters.gateways.plugin import GatewayPlugin

PAYME = GatewayPlugin(
    name="payme",
    provider=lambda _: PaymeProvider(),
    callbacks=lambda use_cases, _: PaymeCallbacks(use_cases),
    attempt_details=details_of_attempt,
)
