"""Money is exact: held against integers and fractions."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared_kernel.currency import Currency, UnknownCurrencyError, currency
from shared_kernel.currency_table import EXPONENTS
from shared_kernel.money import (
    MAX_MINOR_UNITS,
    AmountOverflowError,
    CurrencyMismatchError,
    InvalidAmountError,
    Money,
    parse_major_units,
)

currencies = st.sampled_from(sorted(EXPONENTS)).map(currency)
amounts = st.integers(min_value=-MAX_MINOR_UNITS - 1, max_value=MAX_MINOR_UNITS)
rates = st.decimals(min_value="0.000001", max_value="1000000", places=6)


@given(amounts, amounts, currencies)
def test_adding_and_subtracting_are_those_of_integers_or_overflow(first: int, second: int, unit: Currency) -> None:
    for expected, calculate in ((first + second, Money.__add__), (first - second, Money.__sub__)):
        if -MAX_MINOR_UNITS - 1 <= expected <= MAX_MINOR_UNITS:
            assert Money(expected, unit) == calculate(Money(first, unit), Money(second, unit))
        else:
            with pytest.raises(AmountOverflowError):
                calculate(Money(first, unit), Money(second, unit))


@given(amounts, amounts, currencies)
def test_money_is_ordered_as_its_minor_units_are(first: int, second: int, unit: Currency) -> None:
    assert (first < second) == (Money(first, unit) < Money(second, unit))
    assert (first <= second) == (Money(first, unit) <= Money(second, unit))
    assert (first > second) == (Money(first, unit) > Money(second, unit))


@pytest.mark.parametrize("combine", [Money.__add__, Money.__sub__, Money.__lt__, Money.__le__])
def test_different_currencies_refuse_to_combine(combine: Callable[[Money, Money], object]) -> None:
    with pytest.raises(CurrencyMismatchError) as caught:
        combine(Money(1, currency("UZS")), Money(1, currency("USD")))
    assert {"expected": "UZS", "actual": "USD"} == caught.value.parameters


def test_the_smallest_amount_has_no_opposite_in_64_bits() -> None:
    assert Money(-MAX_MINOR_UNITS, currency("UZS")) == -Money(MAX_MINOR_UNITS, currency("UZS"))
    with pytest.raises(AmountOverflowError):
        _ = -Money(-MAX_MINOR_UNITS - 1, currency("UZS"))


@pytest.mark.parametrize(
    ("expected", "minor_units", "code"),
    [
        ("1500.00 UZS", 150_000, "UZS"),
        ("150000 JPY", 150_000, "JPY"),
        ("150.000 KWD", 150_000, "KWD"),
        ("-0.01 USD", -1, "USD"),
        ("0.00 USD", 0, "USD"),
        ("-92233720368547758.08 USD", -MAX_MINOR_UNITS - 1, "USD"),
    ],
)
def test_money_reads_with_exactly_the_digits_of_its_currency(expected: str, minor_units: int, code: str) -> None:
    assert expected == str(Money(minor_units, currency(code)))


@given(st.integers(-(10**12), 10**12), currencies, currencies, rates)
def test_conversion_rounds_the_exact_result_half_to_even(
    amount: int, source: Currency, target: Currency, rate: Decimal
) -> None:
    """Python's round of a fraction is exact and half-even: the two must agree to the last minor unit."""
    exact = Fraction(amount) * Fraction(rate) * Fraction(10) ** (target.exponent - source.exponent)
    assume(abs(exact) <= MAX_MINOR_UNITS)
    assert Money(round(exact), target) == Money(amount, source).convert(rate=rate, into=target)


@pytest.mark.parametrize(("expected", "minor_units"), [(0, 1), (2, 3), (2, 5), (4, 7), (0, -1), (-2, -3)])
def test_a_half_goes_to_the_even_neighbour(expected: int, minor_units: int) -> None:
    unit = currency("USD")
    assert Money(expected, unit) == Money(minor_units, unit).convert(rate=Decimal("0.5"), into=unit)


def test_a_conversion_beyond_64_bits_is_refused() -> None:
    with pytest.raises(AmountOverflowError):
        Money(MAX_MINOR_UNITS, currency("USD")).convert(rate=Decimal(12_650), into=currency("UZS"))


@given(st.integers(0, MAX_MINOR_UNITS), currencies)
def test_every_amount_written_in_major_units_reads_back_as_itself(amount: int, unit: Currency) -> None:
    money = Money(amount, unit)
    assert money == parse_major_units(text=str(money.to_decimal()), currency=unit)


@pytest.mark.parametrize(
    ("expected", "text"), [(100_000, "1000"), (100_050, "1000.5"), (100_050, "1000.50"), (29, "0.29"), (5, "00.0500")]
)
def test_a_providers_decimal_is_read_to_the_tiyin(expected: int, text: str) -> None:
    assert Money(expected, currency("UZS")) == parse_major_units(text=text, currency=currency("UZS"))


@pytest.mark.parametrize(
    "text",
    ["", ".", "1,5", "-1", "+1", "1e3", "NaN", "Infinity", " 1", "1_000", "1.2.3", "٣", "0x10", "0.001", "9" * 41],
)
def test_text_that_is_no_amount_of_the_currency_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmountError) as caught:
        parse_major_units(text=text, currency=currency("UZS"))
    assert "amount" == caught.value.field


@given(st.text())
def test_any_text_is_an_amount_or_a_typed_refusal(text: str) -> None:
    try:
        parsed = parse_major_units(text=text, currency=currency("UZS"))
    except (InvalidAmountError, AmountOverflowError):
        return
    assert Fraction(text) * 100 == parsed.minor_units


@pytest.mark.parametrize("code", ["", "uzs", "XAU", "XTS", "DEM", "UZS "])
def test_codes_that_are_no_active_currency_are_refused_by_field(code: str) -> None:
    with pytest.raises(UnknownCurrencyError) as caught:
        currency(code, field="currency_code")
    assert "currency_code" == caught.value.field


@pytest.mark.parametrize(("exponent", "code"), [(0, "JPY"), (2, "UZS"), (2, "USD"), (3, "KWD")])
def test_minor_units_have_the_digits_iso_4217_says(exponent: int, code: str) -> None:
    assert exponent == currency(code).exponent
