"""A tenant's guard is configured completely, or not at all, and its secret is never repeated."""

from base64 import b64encode

import pytest

from billing.domain.gateway import Settings
from billing.domain.guard_settings import GuardSettings, InvalidGuardSettingsError, guard_of

SECRET = b64encode(b"k" * 32).decode()
GUARD: Settings = {"guard_url": "https://shop.example/guard?v=1", "guard_secret": f"whsec_{SECRET}"}


@pytest.mark.parametrize("settings", [{}, {"secret_key": "x"}, {"guard_url": "", "guard_secret": None}])
def test_without_its_settings_there_is_no_guard(settings: Settings) -> None:
    assert None is guard_of(settings)


def test_a_guard_has_two_seconds_unless_told_otherwise() -> None:
    expected = GuardSettings(url="https://shop.example/guard?v=1", secret=SECRET, timeout_ms=2_000)
    assert expected == guard_of({**GUARD, "secret_key": "of the gateway"})
    assert 250 == _told(guard_timeout_ms=250).timeout_ms


def test_the_secret_may_come_without_its_prefix() -> None:
    assert SECRET == _told(guard_secret=SECRET).secret


@pytest.mark.parametrize("url", ["http://localhost:9000/guard", "http://127.0.0.1/guard", "http://[::1]:9000"])
def test_only_to_this_machine_a_question_may_go_in_the_clear(url: str) -> None:
    assert url == _told(guard_url=url).url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("guard_url", None),
        ("guard_url", 5),
        ("guard_url", "shop.example/guard"),
        ("guard_url", "http://shop.example/guard"),
        ("guard_url", "http://localhost.example/guard"),
        ("guard_url", "https://"),
        ("guard_url", "https://[shop"),
        ("guard_url", "https://shop.example:99999/"),
        ("guard_url", "https://user:password@shop.example/"),
        ("guard_url", "https://shop.example/#guard"),
        ("guard_url", "https://shop.example/ guard"),
        ("guard_url", "https://shop.example/\r\nX: y"),
        ("guard_url", "https://рыба.example/"),
        ("guard_url", "file:///etc/passwd"),
        ("guard_url", "https://shop.example/" + "x" * 2048),
        ("guard_secret", None),
        ("guard_secret", 12345),
        ("guard_secret", "whsec_"),
        ("guard_secret", "whsec_not base64 at all, swordfish!"),
        ("guard_secret", b64encode(b"k" * 23).decode()),
        ("guard_secret", b64encode(b"k" * 65).decode()),
        ("guard_timeout_ms", 99),
        ("guard_timeout_ms", 10_001),
        ("guard_timeout_ms", "1000"),
        ("guard_timeout_ms", True),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(name: str, value: str | int | None) -> None:
    with pytest.raises(InvalidGuardSettingsError) as caught:
        _told(**{name: value})
    assert (f"settings.{name}", "INVALID_GATEWAY_SETTINGS") == (caught.value.field, caught.value.reason)
    assert "swordfish" not in str(caught.value)


def test_a_guard_does_not_show_its_secret() -> None:
    assert SECRET not in repr(_told())


def _told(**changed: str | int | None) -> GuardSettings:
    told = guard_of({**GUARD, **changed})
    assert told is not None
    return told
