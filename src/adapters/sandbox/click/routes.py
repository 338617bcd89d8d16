"""The simulated Click as routes, for whoever serves HTTP. For development only: here anybody may say money has come."""

from aiohttp import ClientSession, web

from adapters.sandbox.click.caller import MerchantCaller, Patience
from adapters.sandbox.click.handlers import ClickPages
from adapters.sandbox.click.simulator import ClickSimulator
from adapters.sandbox.click.visits import Visits
from adapters.sandbox.merchants import SandboxMerchants
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers


def click_routes(
    *,
    merchants: SandboxMerchants,
    session: ClientSession,
    clock: Clock,
    identifiers: Identifiers,
    patience: Patience | None = None,
) -> list[web.RouteDef]:
    """Click's pages; what they remember is gone with the process.

    `session` is how the merchants' webhooks are reached; whoever made it closes it.
    """
    patience = patience or Patience()
    caller = MerchantCaller(session=session, patience=patience)
    simulator = ClickSimulator(caller=caller, patience=patience, clock=clock)
    click = ClickPages(merchants=merchants, simulator=simulator, visits=Visits(identifiers))
    return [
        web.get("/sandbox/click", click.top_up),
        web.get("/sandbox/click/pay", click.show),
        web.post("/sandbox/click/pay", click.decide),
        web.get("/sandbox/click/receipts/{token}", click.receipt),
    ]
