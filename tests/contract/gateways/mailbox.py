"""Where simulated providers send what they have to say: a test delivers it in its own way, or has it passed on."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web

from adapters.http_client.session import HttpSession
from tests.contract.gateways.dialect import Call

# What belongs to the connection it came on, not to what was said.
_OF_THE_CONNECTION = {"host", "content-length", "connection", "accept", "accept-encoding", "user-agent"}


class Mailbox:
    """Takes every call and answers it with a plain yes, unless it is passed on.

    Attributes:
        passes_on_to: who answers instead.
    """

    def __init__(self) -> None:
        self.url = ""
        self.passes_on_to: ClientSession | None = None
        self.received: list[Call] = []

    async def receive(self, request: web.Request) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _OF_THE_CONNECTION}
        call = Call(body=await request.read(), headers=headers)
        self.received.append(call)
        if self.passes_on_to is None:
            return web.json_response({"status": "ok"})
        async with self.passes_on_to.post(request.path, data=call.body, headers=call.headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)


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


@asynccontextmanager
async def our_session() -> AsyncIterator[HttpSession]:
    """Our connections to whoever is served."""
    session = HttpSession()
    try:
        yield session
    finally:
        await session.close()
