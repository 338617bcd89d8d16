"""Exchange rates, as a port."""

from typing import Protocol

from accounts.domain.conversion import Quote
from shared_kernel.currency import Currency


class ExchangeRates(Protocol):
    """Knows what a currency costs in another."""

    async def quote(self, *, source: Currency, target: Currency) -> Quote:
        """The rate now (RateUnavailableError when nobody knows one)."""
        ...
