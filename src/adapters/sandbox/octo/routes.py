"""The simulated Octo as routes, for whoever serves HTTP. For development only: here anybody may say money has come."""

from aiohttp import web

from adapters.sandbox.octo.calls import OctoCalls
from adapters.sandbox.octo.control import OctoControl
from adapters.sandbox.octo.pages import OctoPages
from adapters.sandbox.octo.simulator import OctoSimulator
from adapters.sandbox.octo.visits import Visits
from shared_kernel.identifiers import Identifiers


def octo_routes(simulator: OctoSimulator, *, identifiers: Identifiers) -> list[web.RouteDef]:
    """Octo's API below `/sandbox/octo`, its pay page, and the simulator's own control routes."""
    calls = OctoCalls(simulator)
    pages = OctoPages(simulator=simulator, visits=Visits(identifiers))
    control = OctoControl(simulator)
    return [
        web.post("/sandbox/octo/prepare_payment", calls.prepare_payment),
        web.post("/sandbox/octo/set_accept", calls.set_accept),
        web.post("/sandbox/octo/refund", calls.refund),
        web.get("/sandbox/octo/pay/{uuid}", pages.show),
        web.post("/sandbox/octo/pay/{uuid}", pages.decide),
        web.get("/sandbox/octo/receipts/{token}", pages.receipt),
        web.get("/sandbox/octo/_control/payments", control.statements),
        web.get("/sandbox/octo/_control/payments/{payment}", control.statement),
        # The three with fixed names first: aiohttp takes the first route that fits.
        web.post("/sandbox/octo/_control/faults", control.plan),
        web.post("/sandbox/octo/_control/refunds", control.plan_refunds),
        web.post("/sandbox/octo/_control/behaviour", control.behave),
        web.post("/sandbox/octo/_control/{action}", control.act),
    ]
