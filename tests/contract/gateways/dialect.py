"""How a gateway's provider speaks, as the conformance suites see it: one file per gateway in `dialects/`.

The words come from the provider's protocol, not from our adapter: whoever adds a gateway writes down here what its
provider says, and the suites say it in every way that has ever gone wrong.
"""

import importlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from adapters.sandbox.faults import Fault
from billing.domain.provider_call import Operation
from billing.domain.transaction import Transaction
from shared_kernel.money import Money

_DIALECTS = "tests.contract.gateways.dialects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP call of a provider, ready to be sent as often as one likes."""

    body: bytes
    headers: Mapping[str, str]

    def with_body(self, body: bytes) -> "Call":
        """The same call saying something else under the same signature, where that stands in a header."""
        return replace(self, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What our webhook answered."""

    status: int
    body: bytes


Send = Callable[[Call], Awaitable[Reply]]


class Surroundings(Protocol):
    """What a dialect finds around it.

    Attributes:
        url: where our webhooks seem to be, without a slash at its end.
        received: what simulated providers have sent to our webhooks, in order; it is delivered nowhere else.
    """

    url: str
    received: Sequence[Call]


class Dialect(Protocol):
    """What the provider says to one of its merchants; `Dialect(1)` and `Dialect(2)` have no secret in common.

    Attributes:
        settings: complete, and nothing that could be left out: each of them is needed.
        secrets: the names of those settings that nobody else may learn.
        signing: the name of the setting that signs the provider's calls.
        amount: a usual payment.
        says_currency: whether its calls name the currency of a payment.
    """

    settings: Mapping[str, str | int | None]
    secrets: frozenset[str]
    signing: str
    amount: Money
    says_currency: bool

    def __init__(self, merchant: int) -> None: ...

    def running(self, surroundings: Surroundings) -> AbstractAsyncContextManager[Mapping[str, str | int | None]]:
        """The provider, while the merchant is open; yields the settings that say where it is."""
        ...

    def told(self, webhook_url: str) -> None:
        """The merchant has entered our address at the provider."""
        ...

    async def paid(self, payment: Transaction, send: Send, *, amount: Money | None = None) -> Call:
        """The call that says that the payer of `payment` paid (`amount`, if not what was asked for).

        What has to be said before, and is answered, is sent; this call is not. Any payment will do, also one that was
        never meant for this merchant, or for this provider.
        """
        ...

    async def unpaid(self, payment: Transaction, send: Send) -> Call:
        """The call that says that another try to pay came to nothing; sends what has to be said before."""
        ...

    def signed(self, call: Call, secret: str) -> Call:
        """The call as it is made by who signs with this secret."""
        ...

    def tampered(self, call: Call) -> Mapping[str, Call]:
        """What somebody on the way could make of a genuine call without the secret, by what he did."""
        ...

    async def of_unknown_payment(self, payment: Transaction) -> Call:
        """A genuine call that says that something was paid that nobody has asked for; `payment` is what is usual."""
        ...

    async def of_unknown_event(self, payment: Transaction) -> Call:
        """A genuine call about the payment in a word that the protocol does not know."""
        ...

    def is_yes(self, reply: Reply) -> bool:
        """Whether the provider reads the answer as: heard, and agreed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a provider's books say of a payment, in minor units.

    Attributes:
        pages: how many pages wait for the payer.
        held: what is reserved.
        taken: what the payer was charged.
        returned: what of it went back, or is on its way.
    """

    pages: int = 0
    held: int = 0
    taken: int = 0
    returned: int = 0


class Simulated(Dialect, Protocol):
    """A dialect whose provider can be asked, and whose books can be read.

    Attributes:
        able: the further settings with which the gateway can do all it can.
        wishes: the metadata of a payment with which it can.
        holding: the further settings with which money is reserved first.
        holding_wishes: the metadata with which it is.
        refunds_parts: whether less than everything can go back.
        faults: what can go wrong with which operation.
    """

    able: Mapping[str, str | int | None]
    wishes: Mapping[str, str]
    holding: Mapping[str, str | int | None]
    holding_wishes: Mapping[str, str]
    refunds_parts: bool
    faults: Mapping[Operation, frozenset[Fault]]

    def plan(self, fault: Fault, *, operation: Operation, times: int) -> None:
        """Let the next calls of this operation suffer the fault."""
        ...

    async def pay(self, payment: Transaction) -> None:
        """The payer pays, and we are told."""
        ...

    async def settled(self) -> None:
        """Return when we have been told what follows from our own calls."""
        ...

    def account(self, payment: Transaction) -> Account:
        """What the provider's books say of the payment."""
        ...


class NoDialectError(Exception):
    """A registered gateway's provider calls us, and nobody wrote down how."""

    def __init__(self, gateway: str) -> None:
        super().__init__(
            f"The gateway {gateway!r} is registered and its provider calls us, but"
            f" tests/contract/gateways/dialects/{gateway}.py does not say how: write its Dialect there."
        )


def dialect_of(gateway: str) -> type[Dialect]:
    """The dialect of a gateway's provider, found by name.

    Raises:
        NoDialectError: it has none.
    """
    try:
        found: type[Dialect] = importlib.import_module(f"{_DIALECTS}.{gateway}").Dialect
    except ModuleNotFoundError as error:
        if error.name != f"{_DIALECTS}.{gateway}":
            raise
        raise NoDialectError(gateway) from None
    return found
