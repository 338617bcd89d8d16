"""What a merchant must tell us before we can take money through Stripe."""

from typing import Any

import pytest

from adapters.gateways.settings_reader import InvalidSettingsError
from adapters.gateways.stripe.ids import is_id
from adapters.gateways.stripe.settings import API_URL, parse_settings
from tests.unit.gateways.stripe.vectors import OLD_SECRET, SECRET

COMPLETE: dict[str, Any] = {"secret_key": "sk_test_shop", "webhook_secrets": SECRET}

WRONG = [
    ("secret_key", ""),
    ("secret_key", "pk_test_shop"),
    ("secret_key", "sk_test_"),
    ("secret_key", "sk_test_a/../b"),
    ("webhook_secrets", ""),
    ("webhook_secrets", " "),
    ("webhook_secrets", "we_1"),
    ("webhook_secrets", f"{SECRET},"),
    ("webhook_secrets", ",".join([SECRET] * 6)),
    ("api_url", "ftp://stripe"),
    ("api_url", "stripe"),
    ("api_url", "http://[::1"),
    ("success_url", "/ok"),
    ("cancel_url", "javascript:alert(1)"),
    ("capture_manually", "yes"),
    ("capture_manually", 2),
    ("statement_descriptor", "shop*"),
    ("statement_descriptor", "1234567"),
    ("statement_descriptor", "S" * 23),
    ("connected_account_id", "acct_1/../2"),
    ("connected_account_id", "cus_1"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_setting_that_is_wrong_is_named_and_not_shown(name: str, value: object) -> None:
    with pytest.raises(InvalidSettingsError) as refusal:
        parse_settings(COMPLETE | {name: value})
    assert f"settings.{name}" == refusal.value.field
    assert not str(value).strip() or str(value) not in str(refusal.value)


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(InvalidSettingsError):
        parse_settings(COMPLETE | {"webhook_secret": SECRET})


def test_the_two_credentials_are_enough() -> None:
    settings = parse_settings(COMPLETE)
    assert (API_URL, (SECRET,), False, False) == (
        settings.api_url,
        settings.webhook_secrets,
        settings.capture_manually,
        settings.livemode,
    )


def test_several_secrets_stand_for_the_time_in_which_one_is_replaced() -> None:
    settings = parse_settings(COMPLETE | {"webhook_secrets": f"{SECRET}, {OLD_SECRET}\n"})
    assert (SECRET, OLD_SECRET) == settings.webhook_secrets


@pytest.mark.parametrize(("key", "live"), [("sk_live_1", True), ("rk_live_1", True), ("rk_test_1", False)])
def test_the_key_tells_whether_real_money_moves(key: str, *, live: bool) -> None:
    assert live == parse_settings(COMPLETE | {"secret_key": key}).livemode


@pytest.mark.parametrize(("told", "manual"), [("true", True), (1, True), ("1", True), ("false", False), (0, False)])
def test_a_yes_may_be_a_word_or_a_number(told: object, *, manual: bool) -> None:
    assert manual == parse_settings(COMPLETE | {"capture_manually": told}).capture_manually


def test_secrets_do_not_show() -> None:
    shown = repr(parse_settings(COMPLETE))
    assert "sk_test_shop" not in shown
    assert SECRET not in shown


@pytest.mark.parametrize("name", ["pi_1", "cs_test_a1B2", "acct_1"])
def test_names_of_stripe_are_names(name: str) -> None:
    assert is_id(name)


@pytest.mark.parametrize(
    "name", ["pi_", "pi_1/../../v1/payouts", "pi_1?x=1", "PI_1", "pi_1\n", None, "pi_" + "1" * 255]
)
def test_a_path_is_no_name(name: object) -> None:
    assert not is_id(name)
