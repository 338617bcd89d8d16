"""Click is off unless it is fully configured; a refusal names the setting and never shows a secret."""

import pytest

from adapters.gateways.click.settings import UZS, parse_settings
from adapters.gateways.settings_reader import InvalidSettingsError
from shared_kernel.money import Money

COMPLETE = {"service_id": 73438, "merchant_id": 12345, "secret_key": "s3cr3t-KEY_test"}


def test_three_settings_are_enough() -> None:
    """The rest has defaults."""
    settings = parse_settings(COMPLETE)
    assert (73438, 12345, "s3cr3t-KEY_test") == (settings.service_id, settings.merchant_id, settings.secret_key)
    assert "https://my.click.uz/services/pay" == settings.pay_page_url
    assert settings.merchant_user_id is None
    assert settings.top_up_minimum is None
    assert Money(10_000_000_000, UZS) == settings.top_up_maximum


def test_numbers_may_be_written_as_text_and_limits_are_tiyin() -> None:
    """A form or an environment has only text."""
    settings = parse_settings(COMPLETE | {"service_id": "73438", "top_up_minimum": "100000", "top_up_maximum": 5000000})
    assert 73438 == settings.service_id
    assert (Money(100_000, UZS), Money(5_000_000, UZS)) == (settings.top_up_minimum, settings.top_up_maximum)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("service_id", None),
        ("service_id", 0),
        ("service_id", -1),
        ("service_id", True),
        ("service_id", "７"),
        ("service_id", 2**63),
        ("service_id", "9" * 5000),
        ("merchant_id", ""),
        ("merchant_id", "twelve"),
        ("secret_key", None),
        ("secret_key", ""),
        ("secret_key", "   "),
        ("secret_key", "with a line break\n"),
        ("secret_key", 5),
        ("card_type", "visa"),
        ("top_up_minimum", "10.5"),
        ("pay_page_url", "javascript:alert(1)"),
        ("pay_page_url", "https://my.click.uz/services/pay?a=1"),
        ("cancel_of_paid_code", 0),
        ("secretkey", "a typing error must not pass as an optional setting"),
    ],
)
def test_an_incomplete_or_wrong_setting_is_named(name: str, value: object) -> None:
    """So that whoever configures the gateway knows where to look."""
    with pytest.raises(InvalidSettingsError) as refusal:
        parse_settings(COMPLETE | {name: value})
    assert f"settings.{name}" == refusal.value.field


@pytest.mark.parametrize(
    "limits", [{"top_up_minimum": 2, "top_up_maximum": 1}, {"top_up_minimum": 10_000_000_001}], ids=["own", "default"]
)
def test_limits_must_leave_room(limits: dict[str, int]) -> None:
    """A minimum above the maximum, also above the one that holds when none is given, would refuse every top-up."""
    with pytest.raises(InvalidSettingsError, match="top_up_minimum is above") as refusal:
        parse_settings(COMPLETE | limits)
    assert "settings.top_up_minimum" == refusal.value.field


def test_the_secret_is_never_shown() -> None:
    """Neither by repr nor by a refusal."""
    assert "s3cr3t" not in repr(parse_settings(COMPLETE))
    with pytest.raises(InvalidSettingsError) as refusal:
        parse_settings(COMPLETE | {"service_id": "s3cr3t-KEY_test"})
    assert "s3cr3t" not in str(refusal.value) + str(refusal.value.parameters)
