"""The integrator gateway: settled here, by an operator."""

from adapters.gateways.local import LocalProvider
from adapters.gateways.plugin import GatewayPlugin

INTEGRATOR = GatewayPlugin(name="integrator", provider=lambda _: LocalProvider())
