"""A call as it comes: JSON-RPC with named parameters (Payme protocol, sections 3.1 and 3.3)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeGuard

from adapters.gateways.payme.answers import Code
from adapters.gateways.payme.errors import PaymeRefusalError

MAX_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The body, read as far as it can be before anybody is trusted.

    Attributes:
        value: None when it is no JSON.
        request_id: the call's id where there is one, so that also a refusal carries it.
        method: the method it names; empty when it names none.
    """

    value: object
    request_id: int | None
    method: str
    is_json: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcCall:
    """A well-formed call: which method, and its named parameters."""

    method: str
    params: Mapping[str, object]


def read_document(body: bytes) -> Document:
    """The body, whatever its content type says; never raises."""
    try:
        value = json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        # A call of Payme nests three deep; a stranger's may nest until the stack ends.
        return Document(value=None, request_id=None, method="", is_json=False)
    members = value if isinstance(value, dict) else {}
    request_id, method = members.get("id"), members.get("method")
    return Document(
        value=value,
        request_id=request_id if is_integer(request_id) else None,
        method=method if isinstance(method, str) else "",
        is_json=True,
    )


def read_call(document: Document) -> RpcCall:
    """The call a document makes.

    Raises:
        PaymeRefusalError: -32700 for what is no JSON; -32600 for a missing or mistyped field.
    """
    if not document.is_json:
        raise PaymeRefusalError(Code.NOT_JSON)
    if not isinstance(document.value, dict) or document.request_id is None:
        raise PaymeRefusalError(Code.BAD_REQUEST)
    params = document.value.get("params")
    if not document.method or not isinstance(params, dict):
        raise PaymeRefusalError(Code.BAD_REQUEST)
    return RpcCall(method=document.method, params=params)


def is_integer(value: object) -> TypeGuard[int]:
    """Whether it is a whole number of 64 bits; Python counts True as one, Payme does not."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER


def _refuse_constant(name: str) -> NoReturn:
    """NaN and the infinities are Python's, not JSON's."""
    raise ValueError(name)
