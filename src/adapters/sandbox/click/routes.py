"""The simulated Click as routes, for whoever serves HTTP. For development only: here anybody may say money has come."""

from aiohttp import ClientSession, web

from adapters.sandbox.click.api_calls import MerchantApiCalls
from adapters.sandbox.click.caller import MerchantCaller, Patience
from adapters.sandbox.click.control import ClickControl
from adapters.sandbox.click.handlers import ClickPages
from adapters.sandbox.click.simulator import ClickSimulator
from adapters.sandbox.click.visits import Visits
from adapters.sandbox.merchants import SandboxMerchants
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers

# What a gateway's setting `api_url` names, below the address at which the sandbox is served.
API = "/sandbox/click/api"


def click_routes(
    *,
    merchants: SandboxMerchants,
    session: ClientSession,
    clock: Clock,
    identifiers: Identifiers,
    patience: Patience | None = None,
) -> list[web.RouteDef]:
    """Click's pages, its Merchant API, and the control routes; what they remember is gone with the process.

    `session` is how the merchants' webhooks are reached; whoever made it closes it.
    """
    patience = patience or Patience()
    caller = MerchantCaller(session=session, patience=patience)
    simulator = ClickSimulator(caller=caller, patience=patience, clock=clock)
    pages = ClickPages(merchants=merchants, simulator=simulator, visits=Visits(identifiers))
    calls = MerchantApiCalls(simulator=simulator, merchants=merchants, identifiers=identifiers, clock=clock)
    control = ClickControl(simulator=simulator, merchants=merchants)
    return [
        web.get("/sandbox/click", pages.top_up),
        web.get("/sandbox/click/pay", pages.show),
        web.post("/sandbox/click/pay", pages.decide),
        web.get("/sandbox/click/invoices/{invoice_id}", pages.show_invoice),
        web.get("/sandbox/click/receipts/{token}", pages.receipt),
        *calls.routes(API),
        web.get("/sandbox/click/_control/payments", control.statements),
        web.get("/sandbox/click/_control/payments/{name}", control.statements),
        web.post("/sandbox/click/_control/{action}", control.act),
    ]
