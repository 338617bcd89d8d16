"""The sandbox on a free port, in a thread of its own, so that a test can drive a browser in the meantime."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from threading import Thread
from urllib.parse import urlencode

from adapters.sandbox.merchants import Merchant
from tests.integration.sandbox.merchant import SECRET, RecordingMerchant, recording_merchant
from tests.integration.sandbox.payer import LINK, sandbox


@dataclass(frozen=True, kw_only=True)
class Site:
    """A sandbox and the merchant it calls."""

    base: str
    merchant: RecordingMerchant

    @property
    def return_url(self) -> str:
        """The merchant's page; nothing is there, but it is not somebody else's machine either."""
        return f"{self.base}/shop/back?order=1001"

    def link(self, **changes: str) -> str:
        """A payment link."""
        return f"{self.base}/sandbox/click/pay?{urlencode({**LINK, 'return_url': self.return_url, **changes})}"


@contextmanager
def running_site() -> Iterator[Site]:
    """The sandbox from its start to its end."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    site = _site()
    try:
        yield asyncio.run_coroutine_threadsafe(site.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(site.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@asynccontextmanager
async def _site() -> AsyncIterator[Site]:
    async with recording_merchant() as merchant:
        books = Merchant(service_id="73438", name="Bahor Books", secret_key=SECRET, webhook_url=merchant.url)
        async with sandbox(books) as payer:
            yield Site(base=payer.base, merchant=merchant)
