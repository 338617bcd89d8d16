"""What every measurement of a round is given, and what it gives back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.merchant import Merchant
from benchmarks.service import Service
from benchmarks.transfers import Payers

Figures = dict[str, float]


@dataclass(slots=True, kw_only=True)
class Bench:
    """What stands ready for a round: the database, the service on it, the ceiling beside it, and who pays.

    Attributes:
        one: a tenant with many accounts.
        many: as many accounts, spread over a hundred tenants.
        merchant: a tenant that takes payments through gateways.
        answered: transfers that the service has said are done.
        delivered: webhooks that the service has accepted.
    """

    owner: str
    directory: Path
    service: Service
    echo: Service
    one: Payers
    many: Sequence[Payers]
    merchant: Merchant
    seconds: float
    answered: int = 0
    delivered: int = 0


Measurement = Callable[[Bench], Awaitable[Figures]]
