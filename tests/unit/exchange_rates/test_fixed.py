"""Rates from the configuration."""

from decimal import Decimal

import pytest

from accounts.domain.errors import RateUnavailableError
from adapters.exchange_rates.fixed import FixedExchangeRates
from shared_kernel.clock import SystemClock
from shared_kernel.currency import UnknownCurrencyError, currency
from shared_kernel.errors import ValidationError
from shared_kernel.money import Money

UZS, USD, JPY = currency("UZS"), currency("USD"), currency("JPY")


def rates(**given: str) -> FixedExchangeRates:
    named = {name.replace("_", "/"): Decimal(rate) for name, rate in given.items()}
    return FixedExchangeRates(rates=named, clock=SystemClock())


async def test_a_configured_rate_is_quoted_as_it_stands() -> None:
    quote = await rates(USD_UZS="12650.00").quote(source=USD, target=UZS)
    assert (Decimal("12650.00"), "fixed") == (quote.rate, quote.rate_source)


async def test_the_other_direction_is_the_inverse_when_nothing_else_is_given() -> None:
    quote = await rates(USD_UZS="12650.00").quote(source=UZS, target=USD)
    assert Money(100, USD) == Money(1_265_000, UZS).convert(rate=quote.rate, into=USD)


async def test_a_rate_given_for_both_directions_is_not_inverted() -> None:
    quote = await rates(USD_UZS="12650", UZS_USD="0.00007").quote(source=UZS, target=USD)
    assert Decimal("0.00007") == quote.rate


async def test_without_a_rate_there_is_no_conversion() -> None:
    with pytest.raises(RateUnavailableError):
        await rates(USD_UZS="12650").quote(source=USD, target=JPY)


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity"])
def test_a_rate_is_a_positive_number(rate: str) -> None:
    with pytest.raises(ValidationError):
        rates(USD_UZS=rate)


def test_a_pair_is_two_known_currencies() -> None:
    with pytest.raises(UnknownCurrencyError):
        rates(USD_ABC="1")
    with pytest.raises(ValidationError):
        FixedExchangeRates(rates={"USDUZS": Decimal(1)}, clock=SystemClock())
