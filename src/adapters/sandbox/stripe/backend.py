"""What holds the simulator together: the books of every account, who tells of them, and what a bank does later."""

import asyncio
from collections.abc import Callable

from aiohttp import ClientSession

from adapters.sandbox.faults import Faults
from adapters.sandbox.stripe.accounts import StripeAccounts
from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.options import StripeOptions
from adapters.sandbox.stripe.rest.errors import Json, missing
from adapters.sandbox.stripe.rest.idempotency import IdempotencyKeys
from adapters.sandbox.stripe.webhooks.sender import Sender
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers


class Backend:
    """Stripe behind its API, its pages and its dashboard."""

    def __init__(
        self,
        *,
        accounts: StripeAccounts,
        session: ClientSession,
        clock: Clock,
        identifiers: Identifiers,
        options: StripeOptions,
        faults: Faults,
    ) -> None:
        self.accounts = accounts
        self.faults = faults
        self.options = options
        self.closing = asyncio.Event()
        self.sender = Sender(accounts=accounts, session=session, faults=faults, patience=options.patience)
        self._clock = clock
        self._identifiers = identifiers
        self._platforms: dict[str, Books] = {}
        self._keys: dict[str, IdempotencyKeys] = {}
        self._timers: set[asyncio.TimerHandle] = set()

    def new_request_id(self) -> str:
        """Like `req_0191…`."""
        return f"req_{self._identifiers.new_id().hex}"

    def books_of(self, secret_key: str) -> Books:
        """The books of a platform's account."""
        if secret_key not in self._platforms:
            name = f"acct_{self._identifiers.new_id().hex}"
            self._platforms[secret_key] = Books(account_id=name, clock=self._clock, identifiers=self._identifiers)
        return self._platforms[secret_key]

    def idempotency_keys(self, books: Books) -> IdempotencyKeys:
        """The keys used with an account."""
        return self._keys.setdefault(books.account_id, IdempotencyKeys())

    def all_books(self) -> list[Books]:
        """Those of every account, platforms and connected ones."""
        platforms = list(self._platforms.values())
        return platforms + [books for one in platforms for books in one.connected.values()]

    def holding(self, name: str) -> tuple[Books, Json]:
        """The object of an id, and the books it stands in.

        Raises:
            ApiError: nobody has such an object.
        """
        for books in self.all_books():
            if found := books.find(name):
                return books, found
        raise missing("object", name, param="id")

    def key_of(self, books: Books) -> str:
        """The API key of the platform these books belong to."""
        platform = books.platform or books
        return next(key for key, one in self._platforms.items() if one is platform)

    def publish(self, books: Books) -> None:
        """Tell what has happened, and see to what is to happen by itself."""
        platform = books.platform or books
        self.sender.dispatch(platform, secret_key=self.key_of(books))
        for owner in {id(one): one for one in (platform, books)}.values():
            planned, owner.later = owner.later, []
            for action in planned:
                self._plan(action, books=owner)

    async def close(self) -> None:
        """Let go of callers that hang, of deliveries, and of what was to happen."""
        self.closing.set()
        for timer in self._timers:
            timer.cancel()
        await self.sender.close()

    def _plan(self, action: Callable[[], None], *, books: Books) -> None:
        if self.options.settle_seconds is None:
            return

        def act() -> None:
            self._timers.discard(timer)
            action()
            self.publish(books)

        timer = asyncio.get_running_loop().call_later(self.options.settle_seconds, act)
        self._timers.add(timer)
