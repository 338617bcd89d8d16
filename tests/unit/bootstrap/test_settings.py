"""Settings: what is wrong is said with the name of its variable, and never with its value."""

import os
from decimal import Decimal

import pytest

from bootstrap.secret import previous_secrets
from bootstrap.settings import SettingsError, load_settings

SECRET = "a secret of the tests, 32 bytes."
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": SECRET,
    "DATABASE_URL": "postgresql://owner@db/hamyon",
    "PUBLIC_URL": "https://pay.example",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("HAMYON_"):
            monkeypatch.delenv(name)


def complaint(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    """What is said of these variables; empty when nothing is wrong."""
    for name, value in variables.items():
        monkeypatch.setenv(f"HAMYON_{name}", value)
    try:
        load_settings()
    except SettingsError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("GRPC_PORT", "many"),
        ("GRPC_PORT", "65536"),
        ("HTTP_PORT", "-1"),
        ("DATABASE_URL", "db.internal"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://owner:swordfish@db/hamyon"),
        ("DATABASE_URL", "postgresql+psycopg://owner:swordfish@db/hamyon"),
        ("PUBLIC_URL", "pay.example"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://[pay.example"),
        ("PUBLIC_URL", "https://pay.example/?shop=1"),
        ("DEV_API_KEY", "sk_live_very_secret"),
        ("DEV_API_KEY", "hmn_"),
        ("DEV_API_KEY", "hmn_" + "x" * 197),
        ("DEV_API_KEY", " hmn_swordfish"),
        ("DEV_API_KEY", "hmn_swordfish "),
        ("DEV_API_KEY", "hmn_sword fish"),
        ("DEV_API_KEY", "hmn_swordfish\n"),
        ("DEV_API_KEY", "hmn_рыба-меч"),
        ("SANDBOX", "perhaps"),
        ("EXCHANGE_RATES", "USD/UZS"),
        ("EXCHANGE_RATES", "USD/UZS=much"),
        ("EXCHANGE_RATES", "USD/UZS=-5"),
        ("EXCHANGE_RATES", "USD/UZS=NaN"),
        ("EXCHANGE_RATES", "USD-UZS=12650"),
        ("EXCHANGE_RATES", "USD/XXL=12650"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("GRACE_SECONDS", "601"),
        ("SECRET_KEY", "short"),
        ("PREVIOUS_SECRET_KEYS", "short"),
        ("PREVIOUS_SECRET_KEYS", f"{'1' * 32},short"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = complaint(monkeypatch, **{name: value})
    assert f"HAMYON_{name}" in [word.strip(":,.") for word in said.split()]
    assert 1 == len(said.splitlines())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEV_API_KEY", "sk_live_very_secret"),
        ("SECRET_KEY", "swordfish"),
        ("PREVIOUS_SECRET_KEYS", "swordfish"),
        ("DATABASE_URL", "mysql://swordfish@db"),
    ],
)
def test_a_secret_is_never_repeated(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert value not in complaint(monkeypatch, **{name: value})


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "PUBLIC_URL"])
def test_production_starts_with_nothing_left_out(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {name: value for name, value in PRODUCTION.items() if name != missing}
    assert f"HAMYON_{missing} is required in production" == complaint(monkeypatch, **variables)


def test_everything_production_misses_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said = complaint(monkeypatch, ENVIRONMENT="production").splitlines()
    assert ["HAMYON_SECRET_KEY", "HAMYON_DATABASE_URL", "HAMYON_PUBLIC_URL"] == [line.split()[0] for line in said]


@pytest.mark.parametrize(("name", "value"), [("SANDBOX", "true"), ("DEV_API_KEY", "hmn_anything")])
def test_production_has_no_toys(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert complaint(monkeypatch, **PRODUCTION, **{name: value}).startswith(f"HAMYON_{name} ")


@pytest.mark.parametrize(("told", "taken"), [({}, False), ({"TEST_PAYMENTS": "true"}, True)])
def test_production_takes_real_money_unless_told_otherwise(
    told: dict[str, str], *, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**PRODUCTION, **told}.items():
        monkeypatch.setenv(f"HAMYON_{name}", value)
    assert taken == load_settings().takes_test_payments


def test_two_wrong_variables_are_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    said = complaint(monkeypatch, GRPC_PORT="many", LOG_LEVEL="loud").splitlines()
    assert ["HAMYON_GRPC_PORT", "HAMYON_LOG_LEVEL"] == [line.partition(":")[0] for line in said]


@pytest.mark.parametrize("key", ["hmn_x", "hmn_" + "x" * 196, "hmn_sword-fish_01"])
def test_a_development_key_that_a_caller_can_show_is_taken(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "" == complaint(monkeypatch, DEV_API_KEY=key)


@pytest.mark.parametrize("url", ["postgresql://owner@db/hamyon", "postgres://db", "host=/run/postgresql dbname=hamyon"])
def test_a_database_is_named_as_its_own_tools_name_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "" == complaint(monkeypatch, DATABASE_URL=url)


@pytest.mark.parametrize("url", ["", "https://pay.example", "http://127.0.0.1:8080", "https://example.com/hamyon/"])
def test_the_outside_address_may_have_a_port_and_a_path(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "" == complaint(monkeypatch, PUBLIC_URL=url)


def test_rates_are_read_as_exact_decimals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMYON_EXCHANGE_RATES", "USD/UZS=12650.00, EUR/UZS=13700.1")
    assert {"USD/UZS": Decimal("12650.00"), "EUR/UZS": Decimal("13700.1")} == load_settings().exchange_rates


def test_previous_secrets_stand_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = "1" * 32, "2" * 40
    monkeypatch.setenv("HAMYON_PREVIOUS_SECRET_KEYS", f" {one} , {other},")
    assert (one.encode(), other.encode()) == previous_secrets(load_settings())
    monkeypatch.delenv("HAMYON_PREVIOUS_SECRET_KEYS")
    assert () == previous_secrets(load_settings())


def test_a_laptop_needs_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    assert (True, True, False) == (settings.is_development, settings.sandbox_is_on, settings.logs_json)
    assert settings.takes_test_payments


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("ENVIROMENT", "ENVIRONMENT"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("GRCP_PORT", "GRPC_PORT"),
        ("EXCHANGE_RATE", "EXCHANGE_RATES"),
        ("ENV", "ENVIRONMENT"),
        ("DB_URL", "DATABASE_URL"),
    ],
)
def test_a_misspelt_variable_is_named_with_what_was_meant(
    variable: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = complaint(monkeypatch, **{variable: "1"})
    assert f"HAMYON_{variable} is no setting: HAMYON_{meant} was meant?" == said


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SERVICE_HOST", "10.0.0.7"),
        ("HTTPS_PORT", "tcp://10.0.0.7:443"),
        ("SECRET_KEY_OLD", SECRET),
        ("DATABASE_URL_FILE", "/run/secrets/url"),
        ("TEST_DATABASE_URL", "postgresql://test"),
        ("API_KEY", "hmn_mine"),
    ],
)
def test_variables_of_others_with_the_same_prefix_are_left_alone(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not complaint(monkeypatch, **{variable: value})
