"""The simulated Stripe as routes, for whoever serves HTTP. For development only: here anybody makes money come."""

from aiohttp import web

from adapters.sandbox.stripe.control import StripeControl
from adapters.sandbox.stripe.resources.everything import OPERATIONS
from adapters.sandbox.stripe.rest.endpoint import Endpoint
from adapters.sandbox.stripe.simulator import StripeSimulator

BASE = "/sandbox/stripe"


def stripe_routes(simulator: StripeSimulator) -> list[web.RouteDef]:
    """The API (`base_addresses={"api": "<origin>/sandbox/stripe", …}`), the pages and the control of a simulator."""
    control = StripeControl(simulator)
    return [
        *(
            web.route(one.method, f"{BASE}/v1{one.path}", Endpoint(one, backend=simulator.backend).answer)
            for one in OPERATIONS
        ),
        web.get(f"{BASE}/_control/books", control.books),
        web.post(f"{BASE}/_control/faults", control.plan_faults),
        web.post(f"{BASE}/_control/settled", control.settled),
        web.post(f"{BASE}/_control/{{action}}", control.act),
    ]
