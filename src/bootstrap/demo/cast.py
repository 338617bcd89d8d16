"""Who appears in the story, and what they have at hand."""

from dataclasses import dataclass

from adapters.grpc_api.client import HamyonClient, money_of
from bootstrap.demo.narrator import Narrator
from bootstrap.demo.payer import Payer
from shared_kernel.currency import currency
from shared_kernel.money import Money

UZS = currency("UZS")
USD = currency("USD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """One person's account in one currency."""

    owner: str
    user_id: str
    account_id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What every chapter needs."""

    client: HamyonClient
    payer: Payer
    narrator: Narrator

    async def check_balance(self, wallet: Wallet, *, posted: Money, held: Money | None = None) -> None:
        """Ask what is on the account, and compare every number of the answer."""
        held = held or Money(0, posted.currency)
        found = await self.client.balance(wallet.account_id)
        actual = _in_words(money_of(found.posted), money_of(found.held), money_of(found.available))
        self.narrator.check(f"{wallet.owner} has", expected=_in_words(posted, held, posted - held), actual=actual)


def uzs(soum: int) -> Money:
    """So many whole soum."""
    return Money(soum * 100, UZS)


def _in_words(posted: Money, held: Money, available: Money) -> str:
    if not held.minor_units and posted == available:
        return str(posted)
    return f"{posted} (held {held}, available {available})"
