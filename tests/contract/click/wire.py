"""A server in Click's place that writes down what it is asked, and our client in front of it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.merchant_api.connection import MerchantConnection
from adapters.gateways.click.settings import ClickSettings, parse_settings
from adapters.http_client.circuit import Circuits, CircuitSettings
from adapters.http_client.client import HttpClient
from tests.contract.gateways.mailbox import our_session, serving
from tests.unit.gateways.click.forms import SECRET


class StandingClock:
    """The moment of vector V9."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(1_700_000_000, UTC)


@dataclass(kw_only=True)
class Wire:
    """A server that writes down what it is asked and answers as told; and our client in front of it.

    Attributes:
        answers: what is answered next; the last one for ever. A number is a bare HTTP status.
        calls: method, path and body of each call.
    """

    api: MerchantApi
    settings: ClickSettings
    answers: list[dict[str, Any] | int]
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@asynccontextmanager
async def wire(*answers: dict[str, Any] | int, failures: int = 5, **settings: object) -> AsyncIterator[Wire]:
    made: Wire

    async def answer(request: web.Request) -> web.Response:
        body = await request.text()
        # Numbers as text, to see how they were written.
        made.calls.append((request.method, request.raw_path, json.loads(body, parse_float=str) if body else None))
        made.headers.append(dict(request.headers))
        told = made.answers.pop(0) if len(made.answers) > 1 else made.answers[0]
        return web.Response(status=told) if isinstance(told, int) else web.json_response(told)

    async with serving([web.route("*", "/{tail:.*}", answer)]) as url, our_session() as session:
        known = {"service_id": 73438, "merchant_id": 12345, "secret_key": SECRET, "merchant_user_id": 4}
        circuits = Circuits(name="click", settings=CircuitSettings(failures=failures))
        http = HttpClient(name="click", session=session, circuits=circuits)
        made = Wire(
            api=MerchantApi(MerchantConnection(http=http, clock=StandingClock())),
            settings=parse_settings({**known, "api_url": f"{url}/v2/merchant", **settings}),
            answers=list(answers),
        )
        yield made
