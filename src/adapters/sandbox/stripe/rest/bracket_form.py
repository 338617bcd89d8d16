"""Stripe's forms (section 2.3): `metadata[order]=1&expand[]=customer` as nested objects; lists keep their numbers."""

import re
from urllib.parse import parse_qsl

from adapters.sandbox.stripe.rest.errors import ApiError, Json

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")


def read_form(text: str) -> Json:
    """The parameters of a body or a query.

    Raises:
        ApiError: a name that is no bracket form, or one that is a value and an object at once.
    """
    form: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found = _NAME.fullmatch(name)
        if not found:
            raise ApiError(f"Invalid parameter name: {name}", param=name)
        _put(form, [found[1], *_PART.findall(found[2])], value=value, name=name)
    return form


def _put(form: Json, path: list[str], *, value: str, name: str) -> None:
    *objects, last = path
    for part in objects:
        form = form.setdefault(part or str(len(form)), {})
        if not isinstance(form, dict):
            raise ApiError(f"Invalid object: {name}", param=name)
    form[last or str(len(form))] = value
