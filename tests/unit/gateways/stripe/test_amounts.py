"""Money as Stripe counts it: the published conversions (protocol, section 13)."""

import pytest

from adapters.gateways.stripe.amounts import from_stripe, to_payout, to_stripe
from billing.domain.errors import GatewayRefusedError
from shared_kernel.currency import currency
from shared_kernel.money import Money, parse_major_units

SAID = [
    ("19.99", "USD", 1999),
    ("0.50", "USD", 50),
    ("500", "JPY", 500),
    ("5", "UGX", 500),
    ("5", "ISK", 500),
    ("5.12", "KWD", 5120),
    ("10000", "UZS", 1000000),
    ("10000.50", "UZS", 1000050),
    ("45.90", "HUF", 4590),
    ("700.00", "MGA", 700),
]


def money(text: str, code: str) -> Money:
    return parse_major_units(text=text, currency=currency(code))


@pytest.mark.parametrize(("text", "code", "expected"), SAID)
def test_published_conversions_both_ways(text: str, code: str, expected: int) -> None:
    assert expected == to_stripe(money(text, code))
    assert money(text, code) == from_stripe(expected, code.lower())


@pytest.mark.parametrize(("text", "code"), [("5.124", "KWD"), ("5.126", "KWD"), ("700.50", "MGA")])
def test_digits_that_stripe_does_not_take_are_refused_and_not_rounded(text: str, code: str) -> None:
    with pytest.raises(GatewayRefusedError):
        to_stripe(money(text, code))


def test_forints_are_charged_with_decimals_and_paid_out_without() -> None:
    assert 4500 == to_payout(money("45", "HUF"))
    with pytest.raises(GatewayRefusedError):
        to_payout(money("45.90", "HUF"))


@pytest.mark.parametrize(
    ("amount", "code"),
    [(None, "usd"), (19.99, "usd"), ("1999", "usd"), (True, "usd"), (1999, "xxx"), (1999, None), (150, "ugx")],
)
def test_what_is_no_amount_is_not_taken_for_one(amount: object, code: object) -> None:
    assert from_stripe(amount, code) is None
