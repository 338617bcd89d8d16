"""A server in Payme's place that writes down what it is asked, and our Subscribe API client in front of it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from adapters.gateways.payme.settings import SubscribeRegister, parse_settings
from adapters.gateways.payme.subscribe import SubscribeClient
from adapters.http_client.client import HttpClient
from tests.contract.gateways.mailbox import our_session, serving
from tests.contract.payme.shop import KEY, MERCHANT, SETTINGS


@dataclass(kw_only=True)
class Wire:
    """A server that answers every call alike, under the call's own id; and our client in front of it.

    Attributes:
        told: `result` or `error` of every answer.
        calls: the body of each call.
        headers: the headers of each call.
    """

    url: str
    client: SubscribeClient
    register: SubscribeRegister
    told: dict[str, Any]
    calls: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@asynccontextmanager
async def wire(told: dict[str, Any]) -> AsyncIterator[Wire]:
    made: Wire

    async def answer(request: web.Request) -> web.Response:
        call = json.loads(await request.read())
        made.calls.append(call)
        made.headers.append(dict(request.headers))
        return web.json_response({"jsonrpc": "2.0", "id": call["id"], **made.told})

    async with serving([web.post("/api", answer)]) as base, our_session() as session:
        url = f"{base}/api"
        settings = {**SETTINGS, "register_id": MERCHANT, "register_key": KEY, "subscribe_url": url}
        register = parse_settings(settings).register
        assert register is not None
        client = SubscribeClient(HttpClient(name="payme", session=session))
        made = Wire(url=url, client=client, register=register, told=told)
        yield made
