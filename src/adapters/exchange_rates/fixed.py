"""Exchange rates from the configuration: for a laptop, tests, and houses that set their own rates."""

from collections.abc import Mapping
from decimal import Context, Decimal

from accounts.domain.conversion import Quote
from accounts.domain.errors import RateUnavailableError
from shared_kernel.clock import Clock
from shared_kernel.currency import Currency, currency
from shared_kernel.errors import ValidationError

_FIELD = "exchange_rates"
_INVERSE = Context(prec=20)


class FixedExchangeRates:
    """Quotes rates like `{"USD/UZS": Decimal("12650.00")}`: so many UZS for one USD.

    Where only the other direction is given its inverse is taken, to 20 digits.
    """

    def __init__(self, *, rates: Mapping[str, Decimal], clock: Clock) -> None:
        """Check the rates.

        Raises:
            ValidationError: a pair is not two currencies, or a rate is not a positive number.
        """
        self._rates = dict(_pair(name, rate) for name, rate in rates.items())
        self._clock = clock

    async def quote(self, *, source: Currency, target: Currency) -> Quote:
        return Quote(
            source=source,
            target=target,
            rate=self._rate(source.code, target.code),
            rate_source="fixed",
            quoted_at=self._clock.now(),
        )

    def _rate(self, source: str, target: str) -> Decimal:
        if (source, target) in self._rates:
            return self._rates[source, target]
        if (target, source) in self._rates:
            return _INVERSE.divide(Decimal(1), self._rates[target, source])
        raise RateUnavailableError(
            f"There is no exchange rate from {source} to {target}.", parameters={"source": source, "target": target}
        )


def _pair(name: str, rate: Decimal) -> tuple[tuple[str, str], Decimal]:
    source, slash, target = name.partition("/")
    if not slash:
        raise ValidationError(f"{name!r} is not a pair of currencies like USD/UZS.", field=_FIELD)
    if not rate.is_finite() or rate <= 0:
        raise ValidationError(f"The rate of {name} must be a positive number.", field=_FIELD)
    return (currency(source, field=_FIELD).code, currency(target, field=_FIELD).code), rate
