"""What the campaign asks of every simulated provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import ClientSession, web

from adapters.sandbox.faults import ANY, Fault, Faults
from billing.domain.transaction import Transaction
from shared_kernel.clock import Clock
from shared_kernel.identifiers import SystemIdentifiers
from tests.campaign.script import How


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderBooks:
    """What a provider says of a payment; amounts in tiyin.

    Attributes:
        collected: taken from payers, all of them.
        returned: given back.
        held: waits for a decision.
        refunds: how much went back, by the provider's or our name of each refund, where the provider names them.
    """

    collected: int = 0
    returned: int = 0
    held: int = 0
    refunds: Sequence[tuple[str, int]] = ()

    @property
    def kept(self) -> int:
        """What payers are charged in the end."""
        return self.collected - self.returned


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a simulator is made of. `choice` is a number by which it chooses how to behave; `holds`: money first."""

    session: ClientSession
    clock: Clock
    choice: int
    holds: bool
    identifiers: SystemIdentifiers = field(default_factory=SystemIdentifiers)


class Provider(Protocol):
    """One simulated provider with one merchant."""

    @property
    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it serves."""
        ...

    def settings(self, base: str) -> Mapping[str, Any]:
        """How the merchant configures the gateway, when the provider is served at `base`."""
        ...

    def join(self, webhook_url: str) -> None:
        """The merchant is to be called there."""
        ...

    def plan(self, operation: str, fault: Fault) -> None:
        """Let the next call or notification of this kind go wrong."""
        ...

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        ...

    async def pay(self, transaction: Transaction, how: How) -> None:
        """The payer acts."""
        ...

    async def give_back(self, transaction: Transaction, amount: int) -> None:
        """Somebody refunds at the provider."""
        ...

    async def undo(self, transaction: Transaction) -> None:
        """The payer's bank sends a refund back."""
        ...

    async def decide(self, transaction: Transaction, *, amount: int | None) -> None:
        """Somebody decides on a hold at the provider: captures so much, or releases it."""
        ...

    async def settle(self) -> None:
        """Tell what was kept back, and end what waits for a bank."""
        ...

    async def settled(self) -> None:
        """Return when everything has been told that is being told."""
        ...

    def books(self, transaction: Transaction) -> ProviderBooks:
        """What the books say of this payment."""
        ...

    async def close(self) -> None:
        """Stop."""
        ...


class Trouble:
    """The faults the campaign has planned, so that they can be called off."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._planned: set[str] = set()

    def plan(self, operation: str, fault: Fault) -> None:
        self._planned.add(operation)
        self._faults.plan([fault], operation=operation)

    def calm(self) -> None:
        for operation in self._planned:
            while self._faults.next(operation=operation, reference=ANY) is not None:
                continue
