"""A merchant's server that writes down every notification and answers as told.

It checks signatures by the protocol's own words (section 10), with code of its own: neither the simulator's nor ours.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SHOP_ID = 12345
SECRET = "2f6e0c1d-7a3b-4c5d-9e8f-001122334455"
UNIQUE_KEY = "oct_uniq_7Qf3pZ"


def signature(uuid: str, status: str, key: str = UNIQUE_KEY) -> str:
    """`signature` as section 10 writes it."""
    return hashlib.sha1((key + uuid + status).encode("utf-8"), usedforsecurity=False).hexdigest().upper()


@dataclass(kw_only=True)
class RecordingMerchant:
    """Hears everything and decides nothing, unless told otherwise.

    Attributes:
        replies: what the next notifications are answered; an int is a bare HTTP status.
        answers_after: until it is set the merchant keeps silent; None: it answers at once.
        heard: the notifications, in order.
        hears: can be acquired once for each of them.
    """

    replies: list[dict[str, Any] | int | str] = field(default_factory=list)
    answers_after: asyncio.Event | None = None
    heard: list[dict[str, Any]] = field(default_factory=list)
    hears: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    url: str = ""

    @property
    def statuses(self) -> list[str]:
        """The status of each notification."""
        return [notice["status"] for notice in self.heard]

    async def answer(self, request: web.Request) -> web.Response:
        assert "application/json" == request.content_type
        notice = json.loads(await request.text(), parse_float=str)
        assert signature(notice["octo_payment_UUID"], notice["status"]) == notice["signature"]
        self.heard.append(notice)
        self.hears.release()
        if self.answers_after is not None:
            await self.answers_after.wait()
        reply = self.replies.pop(0) if self.replies else {"status": "ok"}
        if isinstance(reply, int):
            return web.Response(status=reply)
        return web.Response(text=reply) if isinstance(reply, str) else web.json_response(reply)


@asynccontextmanager
async def recording_merchant() -> AsyncIterator[RecordingMerchant]:
    """The merchant on a free port."""
    merchant = RecordingMerchant()
    app = web.Application()
    app.add_routes([web.post("/webhooks/octo/t0ken", merchant.answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        merchant.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhooks/octo/t0ken"
        yield merchant
    finally:
        await runner.cleanup()
