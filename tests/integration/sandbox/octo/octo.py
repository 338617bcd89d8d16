"""The simulated Octo on a free port, and a merchant's and a payer's way to it."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from adapters.sandbox.octo.notifier import Patience
from adapters.sandbox.octo.routes import octo_routes
from adapters.sandbox.octo.shops import OctoShop
from adapters.sandbox.octo.simulator import OctoSimulator
from shared_kernel.identifiers import SystemIdentifiers
from tests.integration.sandbox.octo.merchant import SECRET, SHOP_ID, UNIQUE_KEY

HASTY = Patience(answer_seconds=0.5, pauses_seconds=(0.0, 0.0), silence_seconds=0.0, slow_seconds=0.0)
SHOP = OctoShop(
    shop_id=SHOP_ID,
    name="Bahor Books",
    secret=SECRET,
    unique_key=UNIQUE_KEY,
    fiscal_codes=frozenset({"00305001001000000"}),
)
CREATE = {
    "octo_shop_id": SHOP_ID,
    "octo_secret": SECRET,
    "shop_transaction_id": "txn-0001-1",
    "auto_capture": True,
    "test": True,
    "init_time": "2026-01-01 05:00:00",
    "total_sum": 12000.00,
    "currency": "UZS",
    "description": "Order txn-0001",
    "payment_methods": [{"method": "bank_card"}, {"method": "uzcard"}, {"method": "humo"}],
    "return_url": "https://m.example/return/txn-0001?lang=uz",
    "language": "uz",
    "ttl": 15,
}


class MovableClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def pass_by(self, **time: float) -> None:
        self._now += timedelta(**time)


class Shops:
    """The shops of a test."""

    def __init__(self, *shops: OctoShop) -> None:
        self.shops = shops

    async def find(self, shop_id: int) -> OctoShop | None:
        return next((one for one in self.shops if one.shop_id == shop_id), None)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as it came."""

    status: int
    url: str
    text: str
    headers: dict[str, str]

    @property
    def token(self) -> str:
        """The one-time token of its form."""
        found = re.search(r'name="token" value="([^"]+)"', self.text)
        assert found, self.text
        return found[1]

    @property
    def outcome(self) -> str:
        """How the payment stands."""
        found = re.search(r'data-outcome="(\w+)"', self.text)
        return found[1] if found else ""

    @property
    def words(self) -> str:
        """Its text without tags and style."""
        body = self.text.split("</head>")[1]
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


@dataclass(frozen=True, kw_only=True)
class Octo:
    """Octo, as a merchant and a payer meet it."""

    simulator: OctoSimulator
    clock: MovableClock
    client: ClientSession
    api_url: str
    notify_url: str

    async def post(self, path: str, fields: Mapping[str, object], *, status: int = 200) -> dict[str, Any]:
        """Call Octo; amounts come back as the text Octo wrote."""
        async with self.client.post(f"/sandbox/octo/{path}", json=dict(fields)) as answer:
            assert status == answer.status
            told: dict[str, Any] = json.loads(await answer.text(), parse_float=str)
            return told

    async def create(self, **changes: object) -> dict[str, Any]:
        """A full prepare_payment; a change to None leaves the field out."""
        fields = {**CREATE, "notify_url": self.notify_url, **changes}
        return await self.post("prepare_payment", {name: value for name, value in fields.items() if value is not None})

    async def created(self, **changes: object) -> str:
        """The `octo_payment_UUID` of a new payment."""
        uuid: str = (await self.create(**changes))["data"]["octo_payment_UUID"]
        return uuid

    async def status(self, reference: str = "txn-0001-1") -> dict[str, Any]:
        """A status read, more than a second after the last one."""
        self.clock.pass_by(seconds=2)
        return await self.read(reference)

    async def read(self, reference: str = "txn-0001-1") -> dict[str, Any]:
        """A status read."""
        names = {"octo_shop_id": SHOP_ID, "octo_secret": SECRET, "shop_transaction_id": reference}
        return await self.post("prepare_payment", names)

    async def set_accept(self, uuid: str, verdict: str, **fields: object) -> dict[str, Any]:
        """A decision on a hold; what follows from it has been told when this returns."""
        names = {"octo_shop_id": SHOP_ID, "octo_secret": SECRET, "octo_payment_UUID": uuid}
        answer = await self.post("set_accept", {**names, "accept_status": verdict, **fields})
        await self.simulator.settled()
        return answer

    async def refund(self, uuid: str, key: str, amount: object) -> dict[str, Any]:
        """A refund."""
        names = {"octo_shop_id": SHOP_ID, "octo_secret": SECRET, "octo_payment_UUID": uuid}
        answer = await self.post("refund", {**names, "shop_refund_id": key, "amount": amount})
        await self.simulator.settled()
        return answer

    async def open(self, uuid: str, **query: str) -> Page:
        """Open the pay page."""
        return await self.page(f"/sandbox/octo/pay/{uuid}", **query)

    async def page(self, path: str, **query: str) -> Page:
        """Open any page."""
        async with self.client.get(path, params=query) as answer:
            return Page(
                status=answer.status,
                url=str(answer.url.relative()),
                text=await answer.text(),
                headers=dict(answer.headers),
            )

    async def press(self, uuid: str, page: Page, choice: str, **changes: str) -> Page:
        """Press a button of the page and follow to the receipt."""
        form = {"token": page.token, "lang": "en", "choice": choice, **changes}
        async with self.client.post(f"/sandbox/octo/pay/{uuid}", data=form) as answer:
            return Page(
                status=answer.status,
                url=str(answer.url.relative()),
                text=await answer.text(),
                headers=dict(answer.headers),
            )


@asynccontextmanager
async def octo(notify_url: str) -> AsyncIterator[Octo]:
    """The simulator on a free port; its clock stands, its merchants are called at `notify_url`."""
    clock = MovableClock()
    async with ClientSession() as session:
        simulator = OctoSimulator(
            shops=Shops(SHOP), session=session, clock=clock, identifiers=SystemIdentifiers(), patience=HASTY
        )
        app = web.Application()
        app.add_routes(octo_routes(simulator, identifiers=SystemIdentifiers()))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            async with ClientSession(base, timeout=ClientTimeout(total=20)) as client:
                yield Octo(
                    simulator=simulator,
                    clock=clock,
                    client=client,
                    api_url=f"{base}/sandbox/octo",
                    notify_url=notify_url,
                )
        finally:
            await simulator.close()
            await runner.cleanup()
