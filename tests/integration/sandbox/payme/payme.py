"""The simulated Payme on a free port, and a payer's and a merchant's way to it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from itertools import count
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from adapters.sandbox.payme.patience import Patience
from adapters.sandbox.payme.registers import PaymeRegister
from adapters.sandbox.payme.routes import payme_routes
from adapters.sandbox.payme.simulator import PaymeSimulator
from shared_kernel.identifiers import SystemIdentifiers
from tests.contract.payme.shop import KEY, MERCHANT, PaymeShop

CHECKOUT_URL = "http://payme.example/sandbox/payme/checkout"
API_KEY = "r3gister-k&y"
HASTY = Patience(answer_seconds=5.0, pauses_seconds=(0.0, 0.0), silence_seconds=0.0, slow_seconds=0.0)
X_AUTH = f"{MERCHANT}:{API_KEY}"


class Registers:
    """The one register of a test; None when nobody has configured it."""

    def __init__(self, register: PaymeRegister) -> None:
        self.register: PaymeRegister | None = register

    async def find(self, register_id: str) -> PaymeRegister | None:
        known = self.register
        return known if known is not None and known.id == register_id else None


@dataclass(kw_only=True)
class Payme:
    """The simulator over HTTP."""

    simulator: PaymeSimulator
    registers: Registers
    client: ClientSession
    base: str
    _ids: Any

    async def do(self, action: str, **body: object) -> dict[str, Any]:
        """A control call; its answer with the status beside it."""
        async with self.client.post(f"/sandbox/payme/_control/{action}", json=body) as response:
            return {**(await response.json()), "http": response.status}

    async def plan(self, operation: str, *faults: str, reference: str = "*") -> None:
        """Let these faults meet the next calls."""
        told = await self.do("faults", operation=operation, faults=list(faults), reference=reference)
        assert 200 == told["http"], told

    async def call(self, method: str, *, x_auth: str = X_AUTH, **params: object) -> dict[str, Any]:
        """A call of the Subscribe API: `result` or `error`."""
        body = {"id": next(self._ids), "method": method, "params": params}
        answer = await self.post(body, x_auth=x_auth)
        assert body["id"] == answer["id"]
        return answer

    async def post(self, body: dict[str, Any], *, x_auth: str = X_AUTH) -> dict[str, Any]:
        """The answer to a call as it is written."""
        async with self.client.post("/sandbox/payme/api", json=body, headers={"X-Auth": x_auth}) as response:
            assert 200 == response.status
            return await response.json()

    async def result(self, method: str, **params: object) -> Any:  # noqa: ANN401 - each method has its own
        """The result of a call that is done."""
        answer = await self.call(method, **params)
        assert "result" in answer, answer
        return answer["result"]

    async def card(self, number: str = "8600495473316478", *, save: bool = True) -> str:
        """The token of a verified card."""
        made = await self.result("cards.create", card={"number": number, "expire": "0399"}, save=save)
        token = made["card"]["token"]
        assert (await self.result("cards.get_verify_code", token=token))["sent"]
        verified = await self.result("cards.verify", token=token, code="666666")
        return verified["card"]["token"]

    async def page(self, address: str, **query: str) -> tuple[int, str]:
        """A page a payer sees."""
        async with self.client.get(address, params=query) as response:
            return response.status, await response.text()

    async def press(self, html: str, **fields: str) -> tuple[int, str]:
        """Press a button of a page; the page that follows."""
        action = unescape(re.search(r'action="(/sandbox/payme/visits/[^"]+)"', html)[1])
        async with self.client.post(action, data=fields) as response:
            return response.status, await response.text()

    def link(self, url: str) -> str:
        """Where a payment link leads here."""
        return url.removeprefix("http://payme.example")


@asynccontextmanager
async def payme(shop: PaymeShop) -> AsyncIterator[Payme]:
    """Payme from its start to its end."""
    register = PaymeRegister(
        id=MERCHANT,
        name="Bahor Books",
        login="Paycom",
        key=KEY,
        endpoint_url=f"http://127.0.0.1:{shop.shell.port}{shop.path}",
        api_key=API_KEY,
    )
    registers, identifiers = Registers(register), SystemIdentifiers()
    async with ClientSession() as session:
        simulator = PaymeSimulator(
            registers=registers, session=session, clock=shop.clock, identifiers=identifiers, patience=HASTY
        )
        app = web.Application()
        app.add_routes(payme_routes(simulator, identifiers=identifiers))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            async with ClientSession(base, timeout=ClientTimeout(total=20)) as client:
                yield Payme(simulator=simulator, registers=registers, client=client, base=base, _ids=count(1))
            await simulator.close()
        finally:
            await runner.cleanup()
