"""Lists of objects, the newest first, a page at a time."""

from collections.abc import Callable, Iterable
from itertools import dropwhile, islice, takewhile

from adapters.sandbox.stripe.rest.errors import ApiError, Json, missing
from adapters.sandbox.stripe.rest.fields import Fields, Reader, integer, text
from adapters.sandbox.stripe.rest.operation import Call, Operation, get

_USUAL = 10
_MOST = 100


def _limit(value: object, name: str) -> int:
    number = integer(value, name)
    if not 1 <= number <= _MOST:
        raise ApiError(f"Invalid integer: {name} must be between 1 and {_MOST}", param=name)
    return number


def _moments(value: object, name: str) -> dict[str, int]:
    if isinstance(value, str):
        moment = integer(value, name)
        return {"gte": moment, "lte": moment}
    return Fields(dict.fromkeys(("gt", "gte", "lt", "lte"), integer))(value, name)


PAGING: dict[str, Reader] = {"limit": _limit, "starting_after": text, "ending_before": text, "created": _moments}


def list_of(path: str, kind: str, /, **filters: Reader) -> Operation:
    """The list of a kind; a filter's name is the attribute that must equal it."""

    def run(call: Call) -> Json:
        wanted = {name: call.params[name] for name in filters if name in call.params}
        found = (one for one in call.books.all(kind) if all(one.get(name) == what for name, what in wanted.items()))
        return page_of(found, call, path=path)

    return get(path, run, {**PAGING, **filters})


def page_of(found: Iterable[Json], call: Call, *, path: str) -> Json:
    """A page of objects that come newest first."""
    objects = [one for one in found if _is_within(one["created"], call.params.get("created", {}))]
    limit = call.params.get("limit", _USUAL)
    if after := call.params.get("starting_after"):
        _known(after, objects, param="starting_after")
        objects = list(islice(dropwhile(lambda one: one["id"] != after, objects), 1, None))
    if before := call.params.get("ending_before"):
        _known(before, objects, param="ending_before")
        objects = list(takewhile(lambda one: one["id"] != before, objects))
        page = objects[-limit:]
    else:
        page = objects[:limit]
    return {"object": "list", "url": f"/v1{path}", "has_more": len(objects) > limit, "data": page}


def _known(name: str, objects: list[Json], *, param: str) -> None:
    if not any(one["id"] == name for one in objects):
        raise missing("object", name, param=param)


_COMPARED: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda moment, bound: moment > bound,
    "gte": lambda moment, bound: moment >= bound,
    "lt": lambda moment, bound: moment < bound,
    "lte": lambda moment, bound: moment <= bound,
}


def _is_within(moment: int, bounds: dict[str, int]) -> bool:
    return all(_COMPARED[name](moment, bound) for name, bound in bounds.items())
