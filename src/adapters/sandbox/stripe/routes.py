"""The simulated Stripe as routes, for whoever serves HTTP. For development only: here anybody makes money come."""

from aiohttp import web

from adapters.sandbox.stripe.control import StripeControl
from adapters.sandbox.stripe.page.handlers import StripePages
from adapters.sandbox.stripe.page.visits import Visits
from adapters.sandbox.stripe.resources.everything import OPERATIONS
from adapters.sandbox.stripe.rest.endpoint import Endpoint, unknown
from adapters.sandbox.stripe.simulator import StripeSimulator
from shared_kernel.identifiers import Identifiers

BASE = "/sandbox/stripe"


def stripe_routes(simulator: StripeSimulator, *, identifiers: Identifiers) -> list[web.RouteDef]:
    """The API (`base_addresses={"api": "<origin>/sandbox/stripe", …}`), the pages and the control of a simulator."""
    control = StripeControl(simulator)
    pages = StripePages(simulator=simulator, visits=Visits(identifiers))
    return [
        *(
            web.route(one.method, f"{BASE}/v1{one.path}", Endpoint(one, backend=simulator.backend).answer)
            for one in OPERATIONS
        ),
        web.route("*", f"{BASE}/v1/{{unknown:.*}}", unknown),
        web.get(f"{BASE}/pay/{{id}}", pages.show),
        web.post(f"{BASE}/pay/{{id}}", pages.decide),
        web.get(f"{BASE}/onboard/{{id}}", pages.show_onboarding),
        web.post(f"{BASE}/onboard/{{id}}", pages.onboard),
        web.get(f"{BASE}/_control/books", control.books),
        web.post(f"{BASE}/_control/faults", control.plan_faults),
        web.post(f"{BASE}/_control/settled", control.settled),
        web.post(f"{BASE}/_control/{{action}}", control.act),
    ]
