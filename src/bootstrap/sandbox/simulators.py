"""The simulated providers as one part of the service: what they serve, and what ends with them."""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import ClientSession, web

from adapters.sandbox.click.routes import click_routes
from adapters.sandbox.index.page import Played, index_routes
from adapters.sandbox.octo.routes import octo_routes
from adapters.sandbox.octo.simulator import OctoSimulator
from adapters.sandbox.payme.routes import payme_routes
from adapters.sandbox.payme.simulator import PaymeSimulator
from adapters.sandbox.stripe.routes import stripe_routes
from adapters.sandbox.stripe.simulator import StripeSimulator
from bootstrap.containers.foundation import FoundationContainer
from bootstrap.sandbox.click import ConfiguredMerchants
from bootstrap.sandbox.configured import ConfiguredGateways
from bootstrap.sandbox.octo import ConfiguredShops
from bootstrap.sandbox.payme import ConfiguredRegisters
from bootstrap.sandbox.stripe import ConfiguredAccounts

_PLAYED = (
    Played(gateway="click", top_up="/sandbox/click", books="/sandbox/click/_control/payments"),
    Played(gateway="payme", books="/sandbox/payme/_control/receipts"),
    Played(gateway="octo", books="/sandbox/octo/_control/payments"),
    Played(gateway="stripe", books="/sandbox/stripe/_control/books"),
)


class Simulator(Protocol):
    """A simulated provider with work of its own."""

    async def close(self) -> None:
        """Stop it, and let go of callers that it keeps waiting."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Everything of the simulated providers; nothing at all where the sandbox is off."""

    routes: tuple[web.RouteDef, ...] = ()
    simulators: tuple[Simulator, ...] = ()

    async def close(self) -> None:
        """Stop all of them; the payments they know are forgotten."""
        for simulator in self.simulators:
            await simulator.close()


def simulate(foundation: FoundationContainer, *, session: ClientSession, public_url: str) -> Sandbox:
    """Play every provider for whoever has configured it.

    `session` is how they call the webhooks at `public_url`; whoever made it closes it, after the sandbox.
    """
    gateways = ConfiguredGateways(
        tenants=foundation.tenants(), configurations=foundation.gateway_configurations(), public_url=public_url
    )
    clock, identifiers = foundation.clock(), foundation.identifiers()
    payme = PaymeSimulator(
        registers=ConfiguredRegisters(gateways), session=session, clock=clock, identifiers=identifiers
    )
    octo = OctoSimulator(shops=ConfiguredShops(gateways), session=session, clock=clock, identifiers=identifiers)
    stripe = StripeSimulator(
        accounts=ConfiguredAccounts(gateways), session=session, clock=clock, identifiers=identifiers
    )
    routes = (
        *index_routes(_PLAYED),
        *click_routes(merchants=ConfiguredMerchants(gateways), session=session, clock=clock, identifiers=identifiers),
        *payme_routes(payme, identifiers=identifiers),
        *octo_routes(octo, identifiers=identifiers),
        *stripe_routes(stripe, identifiers=identifiers),
    )
    return Sandbox(routes=routes, simulators=(payme, octo, stripe))
