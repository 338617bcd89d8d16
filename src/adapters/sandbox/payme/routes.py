"""The simulated Payme as routes, for whoever serves HTTP. For development only: here anybody may say money has come."""

from aiohttp import web

from adapters.sandbox.payme.control import PaymeControl
from adapters.sandbox.payme.pages import PaymePages
from adapters.sandbox.payme.serving import Serving
from adapters.sandbox.payme.simulator import PaymeSimulator
from adapters.sandbox.payme.visits import Visits
from shared_kernel.identifiers import Identifiers


def payme_routes(simulator: PaymeSimulator, *, identifiers: Identifiers) -> list[web.RouteDef]:
    """Payme's checkout and Subscribe API below `/sandbox/payme`, and the simulator's own control routes."""
    pages = PaymePages(simulator=simulator, visits=Visits(identifiers))
    serving = Serving(api=simulator.api, faults=simulator.faults, patience=simulator.patience)
    control = PaymeControl(simulator)
    return [
        web.post("/sandbox/payme/api", serving.post),
        web.post("/sandbox/payme/checkout", pages.open_form),
        # Base64 has slashes of its own.
        web.get("/sandbox/payme/checkout/{link:.+}", pages.open_link),
        web.post("/sandbox/payme/visits/{token}", pages.decide),
        web.get("/sandbox/payme/visits/{token}", pages.receipt),
        web.get("/sandbox/payme/_control/receipts", control.statements),
        web.get("/sandbox/payme/_control/receipts/{receipt}", control.statement),
        # The two with fixed names first: aiohttp takes the first route that fits.
        web.post("/sandbox/payme/_control/faults", control.plan),
        web.post("/sandbox/payme/_control/tell", control.tell),
        web.post("/sandbox/payme/_control/{action}", control.act),
    ]
