"""Everything Stripe knows about one account: its objects, its balance, and what is still to be told of it."""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from adapters.sandbox.stripe.rest.errors import Json, missing
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers

API_VERSION = "2026-10-28.endive"
# Of each kind; with the oldest forgotten, a sandbox that runs for months stays small.
_MOST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The API call an event comes from; nothing in it when a payer or the dashboard did it."""

    request_id: str | None = None
    idempotency_key: str | None = None


NOBODY = Cause()


class Books:
    """The books of a platform's account, or of one connected to it.

    Attributes:
        account_id: `acct_…`.
        platform: whose connected account this is; None for a platform.
        connected: a platform's accounts by their id.
        balance: what could be paid out, in minor units by currency.
        outgoing: events nobody has sent yet.
        thin_events: a platform's endpoint hears thin events in place of snapshots.
        later: what a bank does by itself some day.
        cause: the API call that is being executed.

    An object's keys that begin with `_` are facts which Stripe knows and does not show.
    """

    def __init__(
        self, *, account_id: str, clock: Clock, identifiers: Identifiers, platform: "Books | None" = None
    ) -> None:
        self.account_id = account_id
        self.platform = platform
        self.connected: dict[str, Books] = {}
        self.balance: defaultdict[str, int] = defaultdict(int)
        self.outgoing: list[Json] = []
        self.thin_events = False
        self.later: list[Callable[[], None]] = []
        self.cause = NOBODY
        self._clock = clock
        self._identifiers = identifiers
        self._kinds: defaultdict[str, dict[str, Json]] = defaultdict(dict)

    def connect(self, account_id: str) -> "Books":
        """The books of a new connected account."""
        books = Books(account_id=account_id, clock=self._clock, identifiers=self._identifiers, platform=self)
        self.connected[account_id] = books
        return books

    def now(self) -> int:
        """Unix seconds."""
        return int(self._clock.now().timestamp())

    def new_id(self, prefix: str) -> str:
        """Like `pi_0191…`."""
        return f"{prefix}_{self._identifiers.new_id().hex}"

    def new_secret(self) -> str:
        """An unguessable word."""
        return self._identifiers.new_secret()

    def add(self, prefix: str, kind: str, /, **facts: Any) -> Json:  # noqa: ANN401 - the facts of an object are JSON
        """A new object."""
        made = {"id": self.new_id(prefix), "object": kind, "created": self.now(), "livemode": False, **facts}
        kept = self._kinds[kind]
        kept[made["id"]] = made
        if len(kept) > _MOST:
            del kept[next(iter(kept))]
        return made

    def find(self, name: str) -> Json | None:
        """The object of an id, whatever its kind."""
        return next((objects[name] for objects in self._kinds.values() if name in objects), None)

    def get(self, kind: str, name: str, *, param: str = "id") -> Json:
        """The object of this kind and id.

        Raises:
            ApiError: resource_missing, naming `param`.
        """
        try:
            return self._kinds[kind][name]
        except KeyError:
            raise missing(kind.rpartition(".")[2].replace("_", " "), name, param=param) from None

    def all(self, kind: str) -> Iterator[Json]:
        """The objects of a kind, the newest first."""
        return reversed(self._kinds[kind].values())

    def emit(self, kind: str, about: Json, **previous: object) -> None:
        """Tell of a change; `previous` are the attributes as they were before."""
        data: Json = {"object": copy.deepcopy(about)}
        if previous:
            data["previous_attributes"] = copy.deepcopy(previous)
        (self.platform or self).outgoing.append(self._event(kind, data))

    def _event(self, kind: str, data: Json) -> Json:
        cause = (self.platform or self).cause
        facts: Json = {
            "api_version": API_VERSION,
            "data": data,
            "pending_webhooks": 1,
            "request": {"id": cause.request_id, "idempotency_key": cause.idempotency_key},
            "type": kind,
            "_delivered": False,
        }
        if self.platform:
            facts["account"] = self.account_id
        return self.add("evt", "event", **facts)
