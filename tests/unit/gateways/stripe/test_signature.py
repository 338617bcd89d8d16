"""The signature of events: the published vectors, and what must not pass for one (protocol, sections 12.1 and 19)."""

import hashlib
from datetime import UTC, datetime

import pytest
import stripe

from adapters.gateways.stripe.signature import is_genuine, sign
from tests.unit.gateways.stripe.vectors import (
    COMPLETED,
    FORGED,
    OLD_SECRET,
    REFUNDED,
    SECRET,
    SIGNED,
    T,
    V,
    W,
)

ON_TIME = f"t={T},v1={V}"
ROTATED = f"t={T},v1={W},v1={V}"

GENUINE = {
    "1": (ON_TIME, SECRET, T),
    "2 at the edge of its time": (ON_TIME, SECRET, T + 300),
    "5 while the secret is replaced": (ROTATED, SECRET, T),
    "6 with the old one": (ROTATED, OLD_SECRET, T),
    "7 beside another scheme": (f"{ON_TIME},v0={'0' * 64}", SECRET, T),
    "22 in another order": (f"v1={V},t={T}", SECRET, T),
}
REFUSED = {
    "3 too old": (ON_TIME, SECRET, T + 301),
    "8 of another scheme": (f"t={T},v0={V}", SECRET, T),
    "10 in upper case": (f"t={T},v1={V.upper()}", SECRET, T),
    "11 with a blank": (f"t={T}, v1={V}", SECRET, T),
    "12 without its time": (f"v1={V}", SECRET, T),
    "13 empty": ("", SECRET, T),
    "15 garbage": ("garbage", SECRET, T),
    "18 with another time": (f"t={T + 60},v1={V}", SECRET, T + 60),
    "19 without whsec_": (ON_TIME, SECRET.removeprefix("whsec_"), T),
    "20 with a line break": (ON_TIME, f"{SECRET}\n", T),
    "21 with no time": (f"t=abc,v1={V}", SECRET, T),
    "23 without a secret": (ON_TIME, "", T),
    "23 with a blank secret": (ON_TIME, " ", T),
}


def passes(header: str, secret: str, now: int, *, body: bytes = COMPLETED) -> bool:
    return is_genuine(body=body, header=header, secrets=(secret,), at=datetime.fromtimestamp(now, UTC))


@pytest.mark.parametrize(("body", "secret", "timestamp", "signature"), SIGNED.values(), ids=SIGNED.keys())
def test_the_published_signatures_are_genuine(body: bytes, secret: str, timestamp: int, signature: str) -> None:
    assert signature == sign(body=body, secret=secret, timestamp=timestamp)
    assert passes(f"t={timestamp},v1={signature}", secret, timestamp, body=body)


def test_the_bodies_are_the_published_ones() -> None:
    hashes = [hashlib.sha256(body).hexdigest()[:16] for body in (COMPLETED, REFUNDED)]
    assert ["e497e2093569ff2e", "2b595fbe758a3588"] == hashes


@pytest.mark.parametrize(("header", "secret", "now"), GENUINE.values(), ids=GENUINE.keys())
def test_published_cases_that_are_genuine(header: str, secret: str, now: int) -> None:
    assert passes(header, secret, now)


@pytest.mark.parametrize(("header", "secret", "now"), REFUSED.values(), ids=REFUSED.keys())
def test_published_cases_that_are_not(header: str, secret: str, now: int) -> None:
    assert not passes(header, secret, now)


@pytest.mark.parametrize("signature", FORGED.values(), ids=FORGED.keys())
def test_values_that_a_wrong_formula_gives_are_forgeries(signature: str) -> None:
    assert not passes(f"t={T},v1={signature}", SECRET, T)


def test_a_changed_amount_is_a_forgery() -> None:
    """Case 9."""
    assert not passes(ON_TIME, SECRET, T, body=COMPLETED.replace(b"1999", b"2999"))


@pytest.mark.parametrize(("seconds", "genuine"), [(300, True), (301, False), (3600, False)])
def test_a_signature_from_the_future_waits_in_vain(*, seconds: int, genuine: bool) -> None:
    """Case 4: Stripe's library takes it; ours is the stricter policy."""
    header = f"t={T + seconds},v1={sign(body=COMPLETED, secret=SECRET, timestamp=T + seconds)}"
    assert genuine == passes(header, SECRET, T)


def test_any_of_several_secrets_will_do() -> None:
    """A merchant has one per endpoint and mode, and two while one is replaced."""
    at = datetime.fromtimestamp(T, UTC)
    assert is_genuine(body=COMPLETED, header=ON_TIME, secrets=(OLD_SECRET, SECRET), at=at)


@pytest.mark.parametrize("digits", ["٣", "１", "1_0", " 1", "+1", "9" * 13])
def test_a_time_is_plain_digits(digits: str) -> None:
    assert not passes(f"t={digits},v1={V}", SECRET, T)


def test_what_no_ascii_is_cannot_crash_it() -> None:
    assert not passes(f"t={T},v1=подпись", SECRET, T)


@pytest.mark.parametrize(("header", "secret", "now"), (GENUINE | REFUSED).values(), ids=(GENUINE | REFUSED).keys())
def test_stripes_own_library_says_the_same(header: str, secret: str, now: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the future, which it lets pass."""
    monkeypatch.setattr("time.time", lambda: float(now))
    try:
        stripe.WebhookSignature.verify_header(COMPLETED.decode(), header, secret, tolerance=300)
        theirs = True
    except stripe.SignatureVerificationError:
        theirs = False
    assert theirs == passes(header, secret, now)
