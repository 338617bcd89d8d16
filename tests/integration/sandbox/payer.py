"""A payer's browser without a screen: opens pages, reads their form, presses buttons, follows the redirect."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

from aiohttp import ClientResponse, ClientSession, ClientTimeout, web

from adapters.sandbox.click.caller import Patience
from adapters.sandbox.click.routes import click_routes
from adapters.sandbox.merchants import Merchant
from shared_kernel.clock import Clock, SystemClock
from shared_kernel.identifiers import SystemIdentifiers

HASTY = Patience(answer_seconds=0.5, pauses_seconds=(0.0, 0.0), silence_seconds=0.0, slow_seconds=0.0)
LINK = {
    "service_id": "73438",
    "merchant_id": "12345",
    "amount": "1000.00",
    "transaction_param": "order-1001",
    "return_url": "https://shop.example/back?order=1001&lang=uz",
}


class Merchants:
    """The merchants of a test, found as bootstrap finds them."""

    def __init__(self, *merchants: Merchant) -> None:
        self.merchants = merchants

    async def find(self, service_id: str) -> Merchant | None:
        return next((one for one in self.merchants if one.service_id == service_id), None)

    async def known(self) -> tuple[Merchant, ...]:
        return self.merchants


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
    def outcomes(self) -> list[str]:
        """How each payment ended."""
        return re.findall(r'data-outcome="(\w+)"', self.text)

    @property
    def calls(self) -> list[str]:
        """The calls told in the details."""
        return re.findall(r'data-call="(\w+)"', self.text)

    @property
    def words(self) -> str:
        """Its text without tags and style."""
        body = self.text.split("</head>")[1]
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


@dataclass(frozen=True, kw_only=True)
class Payer:
    """The payer."""

    base: str
    client: ClientSession

    async def get(self, path: str, *, accept_language: str = "", **query: str) -> Page:
        headers = {"Accept-Language": accept_language} if accept_language else {}
        async with self.client.get(path, params=query, headers=headers) as response:
            return await _page(response)

    async def open(self, **changes: str) -> Page:
        """Follow a payment link."""
        return await self.get("/sandbox/click/pay", **{**LINK, **changes})

    async def press(self, page: Page, choice: str, **changes: str) -> Page:
        """Press a button of the page."""
        form = {"token": page.token, "lang": "en", "choice": choice, **changes}
        async with self.client.post("/sandbox/click/pay", data=form) as response:
            return await _page(response)

    async def pay(self, choice: str, **changes: str) -> Page:
        """Open the link and press; the receipt."""
        return await self.press(await self.open(**changes), choice)


async def _page(response: ClientResponse) -> Page:
    return Page(
        status=response.status,
        url=str(response.url.relative()),
        text=await response.text(),
        headers=dict(response.headers),
    )


@asynccontextmanager
async def sandbox(*merchants: Merchant, patience: Patience = HASTY, clock: Clock | None = None) -> AsyncIterator[Payer]:
    """The sandbox alone on a free port, and a payer in front of it."""
    async with ClientSession() as session:
        routes = click_routes(
            merchants=Merchants(*merchants),
            session=session,
            clock=clock or SystemClock(),
            identifiers=SystemIdentifiers(),
            patience=patience,
        )
        app = web.Application()
        app.add_routes(routes)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            async with ClientSession(base, timeout=ClientTimeout(total=20)) as client:
                yield Payer(base=base, client=client)
        finally:
            await runner.cleanup()
