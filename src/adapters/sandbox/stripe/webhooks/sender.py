"""Stripe's deliveries (section 12.3): at least once, in no order one may rely on, again while nobody says 2xx."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.stripe.accounts import StripeAccounts
from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.options import Patience
from adapters.sandbox.stripe.rest.errors import Json
from adapters.sandbox.stripe.rest.operation import reference_of
from adapters.sandbox.stripe.rest.rendering import shown
from adapters.sandbox.stripe.webhooks.contradictions import opposite
from adapters.sandbox.stripe.webhooks.signature import signature
from adapters.sandbox.stripe.webhooks.thin import thin

# Any 2xx; a redirect is a failure.
_SUCCESS = 2
_FORGED = ("whsec_nobody_has_this_one",)


class Sender:
    """Sends events to the merchants' webhooks, in tasks of its own."""

    def __init__(self, *, accounts: StripeAccounts, session: ClientSession, faults: Faults, patience: Patience) -> None:
        self._accounts = accounts
        self._session = session
        self._faults = faults
        self._patience = patience
        self._tasks: set[asyncio.Task[None]] = set()
        self._overtaken: dict[str, asyncio.Event] = {}

    def dispatch(self, books: Books, *, secret_key: str) -> None:
        """Send, one after another, what the books have to tell."""
        events, books.outgoing = books.outgoing, []
        if events:
            self._start(self._send_all(events, books=books, secret_key=secret_key))

    def resend(self, event: Json, *, books: Books, secret_key: str, seconds_ago: int, forged: bool) -> None:
        """Send an event once more, also with an old timestamp or a signature that is not Stripe's."""
        self._start(self._send(event, books=books, key=secret_key, seconds_ago=seconds_ago, forged=forged))

    async def settled(self) -> None:
        """Return when everything is delivered or given up."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Stop sending, also what nobody has taken yet."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_all(self, events: list[Json], *, books: Books, secret_key: str) -> None:
        for event in events:
            fault = self._fault(event)
            if fault is Fault.LOST:
                continue
            if fault is Fault.LATE:
                overtaken = self._overtaken.setdefault(secret_key, asyncio.Event())
                self._start(self._send_late(event, overtaken, books=books, key=secret_key))
                continue
            if fault is Fault.CONTRADICT and (told := opposite(event, name=books.new_id("evt"))):
                await self._send(told, books=books, key=secret_key)
            await self._send(event, books=books, key=secret_key)
            if fault is Fault.TWICE:
                await self._send(event, books=books, key=secret_key)
            if waiting := self._overtaken.pop(secret_key, None):
                waiting.set()

    def _fault(self, event: Json) -> Fault | None:
        """What goes wrong with this event: first what is planned for its type, then for any notification."""
        about = event["data"]["object"]
        reference = reference_of(about) or about.get("id", "")
        exactly = self._faults.next(operation=f"notify.{event['type']}", reference=reference)
        return exactly or self._faults.next(operation="notify", reference=reference)

    async def _send_late(self, event: Json, overtaken: asyncio.Event, *, books: Books, key: str) -> None:
        try:
            await asyncio.wait_for(overtaken.wait(), self._patience.late_seconds)
        except TimeoutError:
            # Nothing followed: late is then all it is.
            self._overtaken.pop(key, None)
        await self._send(event, books=books, key=key)

    async def _send(self, event: Json, *, books: Books, key: str, seconds_ago: int = 0, forged: bool = False) -> None:
        """Deliver once; what is not taken is tried again meanwhile, so that the events behind it need not wait."""
        taken = await self._deliver(event, books=books, key=key, seconds_ago=seconds_ago, forged=forged)
        if not (taken or forged or seconds_ago):
            self._start(self._retry(event, books=books, key=key))

    async def _retry(self, event: Json, *, books: Books, key: str) -> None:
        for pause in self._patience.pauses_seconds:
            await asyncio.sleep(pause)
            if await self._deliver(event, books=books, key=key):
                return

    async def _deliver(
        self, event: Json, *, books: Books, key: str, seconds_ago: int = 0, forged: bool = False
    ) -> bool:
        """Whether the merchant took it, or there is nobody to tell."""
        account = await self._accounts.find(key)
        if account is None or not account.webhook_url:
            return True
        secrets = account.signing_secrets
        if "account" in event and account.connect_signing_secrets:
            secrets = account.connect_signing_secrets
        told = thin(event) if books.thin_events else shown(event)
        body = json.dumps(told, ensure_ascii=False, indent=2).encode()
        header = signature(body, secrets=_FORGED if forged else secrets, at=books.now() - seconds_ago)
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header}
        timeout = ClientTimeout(total=self._patience.answer_seconds)
        try:
            async with self._session.post(
                account.webhook_url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                taken = answer.status // 100 == _SUCCESS
        except (TimeoutError, ClientError):
            taken = False
        if taken:
            event |= {"_delivered": True, "pending_webhooks": 0}
        return taken
