"""Amounts: soums on the wire, tiyin inside, and nothing is ever rounded (protocol, section 12)."""

from decimal import Decimal

import pytest

from adapters.gateways.octo.amounts import from_sum, refund_parts, to_sum
from adapters.gateways.octo.requests import encoded
from shared_kernel.currency import currency
from shared_kernel.money import InvalidAmountError, Money

UZS, USD = currency("UZS"), currency("USD")


@pytest.mark.parametrize(
    ("minor_units", "text"),
    [
        (1, "0.01"),
        (99, "0.99"),
        (100, "1.00"),
        (1_200_000, "12000.00"),
        (43_727_866, "437278.66"),
        (10**15, "1" + "0" * 13 + ".00"),
    ],
)
def test_an_amount_goes_out_as_an_exact_json_number(minor_units: int, text: str) -> None:
    assert f'{{"total_sum":{text}}}'.encode() == encoded({"total_sum": to_sum(Money(minor_units, UZS))})


@pytest.mark.parametrize(
    ("value", "minor_units"),
    [
        ("250.25", 25_025),
        ("100.6600", 10_066),
        (Decimal("12000.0"), 1_200_000),
        (Decimal("1.2E+4"), 1_200_000),
        (Decimal("437278.66"), 43_727_866),
        (12000, 1_200_000),
        (Decimal("0.0"), 0),
        (0, 0),
    ],
)
def test_an_amount_comes_in_exactly(value: object, minor_units: int) -> None:
    assert Money(minor_units, UZS) == from_sum(value, into=UZS)


@pytest.mark.parametrize(
    "value",
    [
        "100.005",
        Decimal("100.005"),
        "-1",
        Decimal(-1),
        "",
        "12 000",
        "1e4",
        "NaN",
        Decimal("NaN"),
        Decimal("1E+999999"),
        12000.0,
        True,
        None,
        [],
    ],
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(InvalidAmountError):
        from_sum(value, into=UZS)


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        (1_000_000_000, [1_000_000_000]),
        (2_500_000_000, [1_000_000_000, 1_000_000_000, 500_000_000]),
        (2_000_000_000, [1_000_000_000, 1_000_000_000]),
        (1_000_000_001, [990_000_000, 10_000_001]),
        (500_000, [500_000]),
    ],
)
def test_a_refund_above_ten_million_soums_is_several(whole: int, parts: list[int]) -> None:
    """25 million are 10, 10 and 5; no part is so small that Octo would refuse it."""
    split = [part.minor_units for part in refund_parts(Money(whole, UZS))]
    assert parts == split
    assert whole == sum(split)


def test_only_soums_have_the_limit() -> None:
    """Ten million dollars are refunded at once, if anybody has paid them."""
    assert (Money(10**12, USD),) == refund_parts(Money(10**12, USD))
