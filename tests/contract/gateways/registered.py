"""The gateways that the conformance suites try: every one of the product, and the toy."""

from typing import cast

from adapters.gateways.plugin import GatewayPlugin
from adapters.gateways.registry import GATEWAYS, calling_gateways
from billing.domain.provider_call import Operation
from tests.contract.gateways.dialect import NoDialectError, Simulated, dialect_of
from tests.contract.gateways.toy.plugin import TOY

REGISTERED: tuple[GatewayPlugin, ...] = (*GATEWAYS, TOY)
CALLING = sorted(calling_gateways(REGISTERED))


def simulated_of(gateway: str) -> type[Simulated]:
    """The dialect of a gateway whose provider is simulated."""
    return cast("type[Simulated]", dialect_of(gateway))


def _is_simulated(gateway: str) -> bool:
    try:
        return hasattr(dialect_of(gateway), "faults")
    except NoDialectError:
        # A test of its own says so.
        return False


ASKABLE = [gateway for gateway in CALLING if _is_simulated(gateway)]
HOLDING = [gateway for gateway in ASKABLE if Operation.CAPTURE in simulated_of(gateway).faults]
