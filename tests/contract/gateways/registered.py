"""The gateways that the conformance suites try: every one of the product, and the toy."""

from adapters.gateways.plugin import GatewayPlugin
from adapters.gateways.registry import GATEWAYS, calling_gateways

REGISTERED: tuple[GatewayPlugin, ...] = GATEWAYS
CALLING = sorted(calling_gateways(REGISTERED))
