"""Who is let in: vectors P1, P2, P8 and P9, and everything that only looks like the password."""

import base64

import pytest

from adapters.gateways.payme.basic import authorization, is_payme
from adapters.gateways.payme.settings import PaymeSettings, parse_settings

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
ODD_KEY = "k&y?#%@=+/:;<>\"'é"
SETTINGS = PaymeSettings(merchant_id="587f72c72cac0d162c722ae2", password=KEY)


def lets_in(header: str | None, settings: PaymeSettings = SETTINGS, *, remote: str = "", proxy: str = "") -> bool:
    headers = {} if header is None else {"Authorization": header}
    return is_payme(headers=headers | {"X-Real-IP": proxy}, remote=remote, settings=settings)


@pytest.mark.parametrize(
    ("login", "password", "header"),
    [
        ("Paycom", KEY, "Basic UGF5Y29tOjAxMjM0NTY3ODlhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg=="),
        ("Login", "Pass", "Basic TG9naW46UGFzcw=="),
        ("Paycom", ODD_KEY, "Basic UGF5Y29tOmsmeT8jJUA9Ky86Ozw+IifDqQ=="),
        ("Paycom", "k&amp;y", "Basic UGF5Y29tOmsmYW1wO3k="),
        ("Paycom", "k&y", "Basic UGF5Y29tOmsmeQ=="),
    ],
    ids=["P1", "P2", "P8", "P9 escaped", "P9"],
)
def test_the_header_is_the_published_one_and_lets_its_owner_in(login: str, password: str, header: str) -> None:
    settings = PaymeSettings(merchant_id="m", password=password, login=login)
    assert header == authorization(login=login, password=password)
    assert lets_in(header, settings)


def test_an_escaped_key_is_another_key() -> None:
    """Vector P9."""
    assert not lets_in("Basic UGF5Y29tOmsmYW1wO3k=", PaymeSettings(merchant_id="m", password="k&y"))


@pytest.mark.parametrize("scheme", ["Basic ", "basic ", "BASIC   ", "  Basic "])
def test_the_scheme_is_written_in_any_way(scheme: str) -> None:
    assert lets_in(scheme + base64.b64encode(f"Paycom:{KEY}".encode()).decode() + " ")


def encoded(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


REFUSED = {
    "nothing": None,
    "an empty header": "",
    "another scheme": authorization(login="Paycom", password=KEY).replace("Basic", "Bearer"),
    "no base64": "Basic Paycom:" + KEY,
    "base64 with a blank in it": "Basic UGF5Y29tOj AxMjM0",
    "another login": encoded(f"Payme:{KEY}"),
    "no login": encoded(f":{KEY}"),
    "no colon": encoded(f"Paycom{KEY}"),
    "no password": encoded("Paycom:"),
    "the first half of the password": encoded(f"Paycom:{KEY[:18]}"),
    "the password and more": encoded(f"Paycom:{KEY}0"),
    "the password behind another colon": encoded(f"Paycom:x:{KEY}"),
    "the password in capitals": encoded(f"Paycom:{KEY.upper()}"),
    "bytes that are no UTF-8": "Basic " + base64.b64encode(b"Paycom:\xff\xfe").decode(),
    "characters of a header that are no ASCII": "Basic é",
}


@pytest.mark.parametrize("header", REFUSED.values(), ids=REFUSED.keys())
def test_anybody_else_is_kept_out(header: str | None) -> None:
    assert not lets_in(header)


def test_the_test_key_works_in_test_mode_only() -> None:
    keys = {"merchant_id": "m", "key": KEY, "test_key": "T" * 36}
    live, trial = parse_settings(keys), parse_settings({**keys, "test_mode": True})
    of_live, of_trial = encoded(f"Paycom:{KEY}"), encoded("Paycom:" + "T" * 36)
    assert [True, False] == [lets_in(of_live, live), lets_in(of_trial, live)]
    assert [False, True] == [lets_in(of_live, trial), lets_in(of_trial, trial)]


RIGHT = authorization(login="Paycom", password=KEY)
PAYME_ONLY = {"merchant_id": "m", "key": KEY, "allowed_addresses": "185.234.113.0/28, 127.0.0.1"}


@pytest.mark.parametrize(
    ("remote", "welcome"),
    [
        ("185.234.113.1", True),
        ("::ffff:185.234.113.15", True),
        ("127.0.0.1", True),
        ("185.234.113.16", False),
        ("", False),
    ],
)
def test_an_address_is_asked_for_besides_the_password(remote: str, welcome: bool) -> None:  # noqa: FBT001
    settings = parse_settings(PAYME_ONLY)
    assert welcome == lets_in(RIGHT, settings, remote=remote)
    assert not lets_in(encoded("Paycom:x"), settings, remote=remote)


@pytest.mark.parametrize(
    ("proxy", "welcome"),
    [("185.234.113.1", True), ("10.0.0.1, 185.234.113.1", True), ("185.234.113.1, 10.0.0.1", False), ("", False)],
)
def test_behind_a_proxy_only_what_the_proxy_wrote_last_counts(proxy: str, welcome: bool) -> None:  # noqa: FBT001
    settings = parse_settings({**PAYME_ONLY, "address_header": "X-Real-IP"})
    assert welcome == lets_in(RIGHT, settings, remote="127.0.0.1", proxy=proxy)
