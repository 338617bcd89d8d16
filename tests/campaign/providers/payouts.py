"""Who pays out for us in the campaign: Stripe from its balance, and an operator from the till."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources.money import enter
from adapters.sandbox.stripe.rest.errors import ApiError
from adapters.sandbox.stripe.simulator import StripeSimulator
from billing.domain.transaction import Transaction

_CURRENCY = "uzs"
_PLENTY = 1_000_000_000
_ENDED = frozenset({"failed", "canceled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutBooks:
    """What whoever pays out says of a payout; amounts in tiyin, one for each time it was sent.

    Attributes:
        sent: what has left us and did not come back.
        received: what its receiver got, or is about to get.
    """

    sent: tuple[int, ...] = ()
    received: tuple[int, ...] = ()


class Payer(Protocol):
    """Somebody who pays out."""

    @property
    def destination(self) -> str:
        """Where payouts go."""
        ...

    async def arrive(self, transaction: Transaction) -> None:
        """The receiver gets his money."""
        ...

    async def come_back(self, transaction: Transaction) -> None:
        """The receiver's bank sends it back, also when he has had it."""
        ...

    async def reverse(self, transaction: Transaction) -> None:
        """Somebody takes back what was sent."""
        ...

    def payout_books(self, transaction: Transaction) -> PayoutBooks:
        """What the books say of this payout."""
        ...


class Till:
    """Cash, which leaves when our service says that it has left; it comes back by no bank."""

    destination = "whoever shows a passport"

    def __init__(self) -> None:
        self._handed_over: dict[UUID, list[int]] = {}

    async def arrive(self, transaction: Transaction) -> None:
        self._handed_over.setdefault(transaction.id, []).append(transaction.amount.minor_units)

    async def come_back(self, transaction: Transaction) -> None:
        """Nothing: what was handed over is gone."""

    async def reverse(self, transaction: Transaction) -> None:
        """Nothing, for the same reason."""

    def payout_books(self, transaction: Transaction) -> PayoutBooks:
        given = tuple(self._handed_over.get(transaction.id, ()))
        return PayoutBooks(sent=given, received=given)


class StripePayer:
    """Stripe's balance and one connected account, with money of its own from elsewhere.

    `has_money`: otherwise there is only what payers have paid; `onboarded`: otherwise nobody can be paid; `bank_takes`:
    otherwise what is on its way comes back in the end.
    """

    def __init__(
        self, simulator: StripeSimulator, *, key: str, has_money: bool, onboarded: bool, bank_takes: bool
    ) -> None:
        self._simulator = simulator
        self._key = key
        self._has_money = has_money
        self._onboarded = onboarded
        self._bank_takes = bank_takes
        self.destination = ""

    def open(self) -> None:
        """The account is connected; from now on it can be told of."""
        books = self._simulator.backend.books_of(self._key)
        account = books.add(
            "acct", "account", capabilities={"transfers": "inactive"}, payouts_enabled=False, requirements={}
        )
        self.destination = str(account["id"])
        books.connect(self.destination)
        if self._onboarded:
            self._simulator.onboard(self.destination)
        if self._has_money:
            self._simulator.top_up(self._key, amount=_PLENTY, currency=_CURRENCY)

    async def arrive(self, transaction: Transaction) -> None:
        for payout in self._payouts(transaction):
            self._try(self._simulator.settle_payout, payout["id"])
        await self._simulator.settled()

    async def come_back(self, transaction: Transaction) -> None:
        for payout in self._payouts(transaction):
            self._try(self._simulator.fail_payout, payout["id"])
        await self._simulator.settled()

    async def reverse(self, transaction: Transaction) -> None:
        for transfer in self._transfers(transaction):
            if not transfer["reversed"]:
                self._earn(transfer["amount"])
                self._try(self._simulator.reverse_transfer, transfer["id"])
        await self._simulator.settled()

    def settle(self) -> None:
        """The bank that has not answered yet answers now."""
        end = self._simulator.settle_payout if self._bank_takes else self._simulator.fail_payout
        for payout in list(self._receiver.all("payout")):
            if payout["status"] in {"pending", "in_transit"}:
                self._try(end, payout["id"])

    def payout_books(self, transaction: Transaction) -> PayoutBooks:
        sent = (one["amount"] - one["amount_reversed"] for one in self._transfers(transaction))
        return PayoutBooks(
            sent=tuple(amount for amount in sent if amount),
            received=tuple(one["amount"] for one in self._payouts(transaction) if one["status"] not in _ENDED),
        )

    @property
    def _receiver(self) -> Books:
        return self._simulator.backend.books_of(self._key).connected[self.destination]

    def _transfers(self, transaction: Transaction) -> list[dict[str, Any]]:
        made = self._simulator.backend.books_of(self._key).all("transfer")
        return [one for one in made if one["transfer_group"] == str(transaction.id)]

    def _payouts(self, transaction: Transaction) -> list[dict[str, Any]]:
        made = self._receiver.all("payout")
        return [one for one in made if one["metadata"].get("transaction_id") == str(transaction.id)]

    def _earn(self, amount: int) -> None:
        source = self._receiver.add("tu", "topup", amount=amount, currency=_CURRENCY, status="succeeded")
        enter(self._receiver, source, kind="topup", amount=amount)

    def _try(self, act: Callable[..., object], name: str) -> None:
        """Do what may have become impossible."""
        with suppress(ApiError):
            act(name)
