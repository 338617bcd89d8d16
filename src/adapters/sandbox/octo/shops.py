"""Who takes money through the simulated Octo, as a port: the simulator knows no gateway configuration, it is told."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class OctoShop:
    """A shop as Octo knows it.

    Attributes:
        name: what payers are shown.
        secret: `octo_secret`, which every call of the shop carries; never shown.
        unique_key: signs the notifications; never shown.
        fiscal_codes: the goods codes (`spic`) that the bank has registered for receipts; None for all of them.
    """

    shop_id: int
    name: str
    secret: str = field(repr=False)
    unique_key: str = field(repr=False)
    fiscal_codes: frozenset[str] | None = None


class OctoShops(Protocol):
    """The shops that are configured now; asked anew for every call, so that nothing needs a restart."""

    async def find(self, shop_id: int) -> OctoShop | None:
        """The shop with this `octo_shop_id`; None when nobody has configured it."""
        ...
