"""The Click gateway: a payment link, and the SHOP API behind it."""

from adapters.gateways.click.callbacks import ClickCallbacks
from adapters.gateways.click.provider import ClickProvider
from adapters.gateways.plugin import GatewayPlugin

CLICK = GatewayPlugin(
    name="click", provider=lambda _: ClickProvider(), callbacks=lambda use_cases, _: ClickCallbacks(use_cases)
)
