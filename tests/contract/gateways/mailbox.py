"""Where simulated providers send what they have to say: it is kept until a test delivers it, in its own way."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from tests.contract.gateways.dialect import Call

# What belongs to the connection it came on, not to what was said.
_OF_THE_CONNECTION = {"host", "content-length", "connection", "accept", "accept-encoding", "user-agent"}


class Mailbox:
    """Takes every call and answers it with a plain yes."""

    def __init__(self) -> None:
        self.url = ""
        self.received: list[Call] = []

    async def receive(self, request: web.Request) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _OF_THE_CONNECTION}
        self.received.append(Call(body=await request.read(), headers=headers))
        return web.json_response({"status": "ok"})


@asynccontextmanager
async def running_mailbox() -> AsyncIterator[Mailbox]:
    """A mailbox on a free port."""
    mailbox = Mailbox()
    async with serving([web.post("/webhooks/{gateway}/{endpoint}", mailbox.receive)]) as mailbox.url:
        yield mailbox


@asynccontextmanager
async def serving(routes: Iterable[web.AbstractRouteDef]) -> AsyncIterator[str]:
    """The routes on a free port of this machine; yields its address."""
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
