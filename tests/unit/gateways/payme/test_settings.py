"""What a merchant must tell us, and how half of it is refused."""

import pytest

from adapters.gateways.payme.settings import (
    SUBSCRIBE_URL,
    TEST_CHECKOUT_URL,
    TEST_SUBSCRIBE_URL,
    TOP_UP_MAXIMUM,
    UZS,
    parse_settings,
)
from adapters.gateways.settings_reader import InvalidSettingsError
from shared_kernel.money import Money

WHOLE = {"merchant_id": "587f72c72cac0d162c722ae2", "key": "k&y?#%@=+/:;<>\"'é"}


def test_two_settings_are_enough() -> None:
    """Everything else has the value that is usual at Payme."""
    settings = parse_settings(WHOLE)
    assert ("Paycom", ("order_id",), "https://checkout.paycom.uz") == (
        settings.login,
        settings.account_fields,
        settings.checkout_url,
    )
    assert (None, TOP_UP_MAXIMUM) == (settings.top_up_limits.minimum, settings.top_up_limits.maximum)
    assert (False, False, None) == (settings.refunds_refused, settings.password_change_allowed, settings.register)


def test_test_mode_has_its_own_key_and_addresses() -> None:
    settings = parse_settings(
        {**WHOLE, "test_key": "t", "test_mode": True, "register_id": "5e730e8e0b852a417aa49ceb", "register_key": "r"}
    )
    assert ("t", "test_key", TEST_CHECKOUT_URL) == (
        settings.password,
        settings.password_setting,
        settings.checkout_url,
    )
    assert settings.register is not None
    assert TEST_SUBSCRIBE_URL == settings.register.url


def test_a_register_has_its_own_id_and_key() -> None:
    settings = parse_settings({**WHOLE, "register_id": "5e730e8e0b852a417aa49ceb", "register_key": "r3gister-k"})
    assert settings.register is not None
    assert ("5e730e8e0b852a417aa49ceb", SUBSCRIBE_URL) == (settings.register.id, settings.register.url)
    assert "r3gister-k" not in repr(settings)
    assert WHOLE["key"] not in repr(settings)


def test_the_limits_of_a_top_up_are_tiyin() -> None:
    settings = parse_settings({**WHOLE, "top_up_minimum": 10_000, "top_up_maximum": 20_000})
    assert settings.top_up_limits.allow(Money(20_000, UZS))
    assert not settings.top_up_limits.allow(Money(9_999, UZS))


WRONG = {
    "no merchant": ({"merchant_id": ""}, "merchant_id"),
    "a merchant with a semicolon": ({"merchant_id": "a;b"}, "merchant_id"),
    "no key": ({"key": ""}, "key"),
    "test mode without its key": ({"test_mode": True}, "test_key"),
    "a mode that is neither": ({"test_mode": "perhaps"}, "test_mode"),
    "a login with a colon": ({"login": "Pay:com"}, "login"),
    "an account field with a blank": ({"account_fields": "order id"}, "account_fields"),
    "an account field twice": ({"account_fields": "id,id"}, "account_fields"),
    "limits the wrong way round": ({"top_up_minimum": 2, "top_up_maximum": 1}, "top_up_minimum"),
    "an address without a scheme": ({"checkout_url": "checkout.paycom.uz"}, "checkout_url"),
    "no delay": ({"return_delay_ms": 0}, "return_delay_ms"),
    "another language": ({"language": "de"}, "language"),
    "an address that is none": ({"allowed_addresses": "185.234.113"}, "allowed_addresses"),
    "a header with a colon": ({"address_header": "X-Real-IP:"}, "address_header"),
    "a register without its key": ({"register_id": "5e730e8e0b852a417aa49ceb"}, "register_key"),
    "a key without its register": ({"register_key": "r"}, "register_id"),
    "a word nobody knows": ({"secret": "x"}, "secret"),
}


@pytest.mark.parametrize(("changes", "name"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_setting_is_named_and_never_shown(changes: dict[str, object], name: str) -> None:
    with pytest.raises(InvalidSettingsError) as refusal:
        parse_settings({**WHOLE, **changes})
    assert f"settings.{name}" == refusal.value.field
    assert WHOLE["key"] not in refusal.value.message
