"""Events to be read again (section 12.3): for whoever missed a delivery."""

from adapters.sandbox.stripe.rest.errors import ApiError, Json
from adapters.sandbox.stripe.rest.fields import boolean, each, text
from adapters.sandbox.stripe.rest.lists import PAGING, page_of
from adapters.sandbox.stripe.rest.operation import Call, get

_MOST_TYPES = 20


def _list(call: Call) -> Json:
    types = call.params.get("types", [])
    if "type" in call.params and types:
        raise ApiError("You may pass either `type` or `types`, but not both.", param="types")
    if len(types) > _MOST_TYPES:
        raise ApiError(f"You may pass up to {_MOST_TYPES} event types.", param="types")
    wanted = set(types) | {call.params["type"]} if "type" in call.params else set(types)
    found = (one for one in call.books.all("event") if not wanted or one["type"] in wanted)
    if "delivery_success" in call.params:
        found = (one for one in found if one["_delivered"] == call.params["delivery_success"])
    return page_of(found, call, path="/events")


def _retrieve(call: Call) -> Json:
    return call.books.get("event", call.id)


OPERATIONS = (
    get("/events/{id}", _retrieve),
    get("/events", _list, {**PAGING, "type": text, "types": each(text), "delivery_success": boolean}),
)
