"""Octo is off unless it is fully configured; a refusal names the setting and never shows a secret."""

import pytest

from adapters.gateways.octo.basket import FiscalSettings
from adapters.gateways.octo.settings import parse_settings
from adapters.gateways.octo.signature import Formula
from adapters.gateways.settings_reader import InvalidSettingsError
from tests.unit.gateways.octo.shop import COMPLETE, KEY, SECRET, shop


def test_three_settings_are_enough() -> None:
    settings = parse_settings(COMPLETE)
    assert (12345, SECRET, KEY) == (settings.octo_shop_id, settings.octo_secret, settings.unique_key)
    assert (False, False, 15) == (settings.test, settings.hold, settings.ttl_minutes)
    assert "https://secure.octo.uz" == settings.api_url
    assert Formula.CURRENT is settings.signature_formula
    assert settings.fiscal is None


@pytest.mark.parametrize(
    ("value", "test"), [(True, True), ("true", True), (False, False), ("false", False), ("", False), (None, False)]
)
def test_the_test_flag_is_read_strictly(value: object, *, test: bool) -> None:
    """The word "false" must not become true: the payments would be free."""
    assert test == shop(test=value).test


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("octo_shop_id", None),
        ("octo_shop_id", "shop"),
        ("octo_secret", ""),
        ("octo_secret", "  \n"),
        ("unique_key", None),
        ("unique_key", "   "),
        ("unique_key", "two\nlines"),
        ("test", "False"),
        ("test", 1),
        ("test", "yes"),
        ("hold", 0),
        ("payment_methods", "uzcard,qiwi"),
        ("payment_methods", "uzcard,uzcard"),
        ("tsp_id", "none"),
        ("language", "de"),
        ("ttl_minutes", 0),
        ("ttl_minutes", 5001),
        ("signature_formula", "off"),
        ("api_url", "javascript:alert(1)"),
        ("api_url", "https://secure.octo.uz?a=1"),
        ("fiscal_spic", "123"),
        ("supplier_shop_id", "none"),
        ("return_url", "m.example/return"),
        ("notify", "a typing error must not pass as an optional setting"),
    ],
)
def test_an_incomplete_or_wrong_setting_is_named(name: str, value: object) -> None:
    with pytest.raises(InvalidSettingsError) as refusal:
        parse_settings({**COMPLETE, name: value})
    assert f"settings.{name}" == refusal.value.field


@pytest.mark.parametrize(
    ("fiscal", "missing"),
    [
        ({"fiscal_inn": "123456789"}, "fiscal_spic"),
        ({"fiscal_package_code": "1425207"}, "fiscal_spic"),
        ({"fiscal_spic": "00305001001000000"}, "fiscal_package_code"),
        ({"fiscal_pinfl": "31234567890123"}, "fiscal_spic"),
        (
            {
                "fiscal_spic": "00305001001000000",
                "fiscal_package_code": "1",
                "fiscal_inn": "1",
                "fiscal_pinfl": "2",
            },
            "fiscal_pinfl",
        ),
    ],
)
def test_half_a_receipt_is_none(fiscal: dict[str, str], missing: str) -> None:
    """Octo refuses what is not registered as a whole, when the payer is already there."""
    with pytest.raises(InvalidSettingsError) as refusal:
        shop(**fiscal)
    assert f"settings.{missing}" == refusal.value.field


def test_a_receipt_has_a_goods_code_and_a_package_code() -> None:
    settings = shop(
        fiscal_spic="00305001001000000", fiscal_package_code="1425207", fiscal_inn="123456", fiscal_nds="true"
    )
    assert FiscalSettings(spic="00305001001000000", package_code="1425207", inn="123456", nds=True) == settings.fiscal


def test_the_secrets_are_never_shown() -> None:
    """Neither by repr nor by a refusal."""
    assert not [secret for secret in (SECRET, KEY) if secret in repr(shop())]
    with pytest.raises(InvalidSettingsError) as refusal:
        shop(octo_shop_id=KEY)
    assert KEY not in str(refusal.value) + str(refusal.value.parameters)
