"""The cash gateway: settled here, by an operator."""

from adapters.gateways.local import LocalProvider
from adapters.gateways.plugin import GatewayPlugin

CASH = GatewayPlugin(name="cash", provider=lambda _: LocalProvider())
