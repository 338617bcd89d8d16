"""What a form says: required fields, exact numbers, and the refusals that need no database."""

import pytest

from adapters.gateways.click.answers import Code
from adapters.gateways.click.errors import ClickRefusalError
from adapters.gateways.click.form import REQUIRED, read_form, require_complete
from adapters.gateways.click.request import NO_AMOUNT, NO_ATTEMPT, translate
from adapters.gateways.click.settings import UZS, ClickSettings
from shared_kernel.money import Money
from tests.unit.gateways.click.forms import SECRET, complete, prepare

SETTINGS = ClickSettings(service_id=73438, merchant_id=12345, secret_key=SECRET)


def test_a_form_is_decoded_and_otherwise_left_alone() -> None:
    """The signature covers the text as received."""
    form = read_form(b"amount=1000.00&sign_time=2026-01-15+10%3A20%3A30&merchant_trans_id=%D1%81%D1%87&error_note=")
    expected = {
        "amount": "1000.00",
        "sign_time": "2026-01-15 10:20:30",
        "merchant_trans_id": "сч",
        "error_note": "",
    }
    assert expected == form


@pytest.mark.parametrize(
    "raw",
    [
        b"amount=1000&amount=1",
        b"error=0&amount=1&error=-1",
        b"merchant_trans_id=%ff%fe",
        b"\xff\xfe",
        b"&".join(b"f%d=1" % number for number in range(51)),
    ],
    ids=["amount twice", "error twice", "escaped bytes that are no UTF-8", "bytes that are no UTF-8", "too many"],
)
def test_what_is_no_plain_form_is_a_bad_request(raw: bytes) -> None:
    """-8, before anything is verified."""
    with pytest.raises(ClickRefusalError) as refusal:
        read_form(raw)
    assert Code.BAD_REQUEST == refusal.value.code


@pytest.mark.parametrize("field", sorted(REQUIRED))
def test_every_field_is_required(field: str) -> None:
    """-8 for each one that is absent; empty is not absent."""
    form = prepare()
    require_complete(form | {field: ""})
    del form[field]
    with pytest.raises(ClickRefusalError, match=field) as refusal:
        require_complete(form)
    assert Code.BAD_REQUEST == refusal.value.code


@pytest.mark.parametrize("present", [False, True])
def test_a_complete_names_its_attempt(*, present: bool) -> None:
    """-8 when merchant_prepare_id is absent or empty."""
    form = complete(merchant_prepare_id="")
    if not present:
        del form["merchant_prepare_id"]
    with pytest.raises(ClickRefusalError, match="merchant_prepare_id") as refusal:
        require_complete(form)
    assert Code.BAD_REQUEST == refusal.value.code


@pytest.mark.parametrize(
    ("text", "tiyin"),
    [("33139.73", 3_313_973), ("1000", 100_000), ("1000.0", 100_000), ("1000.00", 100_000), ("19.99", 1999)],
)
def test_soums_become_tiyin_exactly(text: str, tiyin: int) -> None:
    """Vector V15, and a sum binary floats get wrong."""
    assert Money(tiyin, UZS) == translate(form=prepare(amount=text), settings=SETTINGS).amount


@pytest.mark.parametrize(
    "text", ["1000.001", "0.009", "9" * 30, "92233720368547758.08", "9." + "9" * 30, "-1000", "-0.01", "-0"]
)
def test_an_amount_that_can_be_none_of_ours_is_no_amount(text: str) -> None:
    """Below zero, finer than a tiyin or beyond 64 bits: step 10 refuses it, and what comes before is said first."""
    assert NO_AMOUNT == translate(form=prepare(amount=text), settings=SETTINGS).amount


def test_ids_keep_64_bits() -> None:
    """Above 2**53 a float would already have changed the last digit."""
    call = translate(form=prepare(click_trans_id="9007199254740993", click_paydoc_id=str(2**63 - 1)), settings=SETTINGS)
    assert (9007199254740993, 2**63 - 1) == (call.trans_id, call.paydoc_id)


REFUSALS = {
    "unknown action": ({"action": "7"}, Code.UNKNOWN_ACTION),
    "empty action": ({"action": ""}, Code.UNKNOWN_ACTION),
    "action with a zero before it": ({"action": "01"}, Code.UNKNOWN_ACTION),
    "another service": ({"service_id": "73439"}, Code.BAD_REQUEST),
    "a service that is no number": ({"service_id": "x"}, Code.BAD_REQUEST),
    "an id beyond 64 bits": ({"click_trans_id": str(2**63)}, Code.BAD_REQUEST),
    "an id of thousands of digits": ({"click_trans_id": "9" * 10_000}, Code.BAD_REQUEST),
    "an id with an underscore": ({"click_trans_id": "1_0"}, Code.BAD_REQUEST),
    "an id in other digits": ({"click_paydoc_id": "٣"}, Code.BAD_REQUEST),
    "an empty id": ({"click_paydoc_id": ""}, Code.BAD_REQUEST),
    "no amount": ({"amount": ""}, Code.BAD_REQUEST),
    "an amount in words": ({"amount": "NaN"}, Code.BAD_REQUEST),
    "an amount with an exponent": ({"amount": "1e3"}, Code.BAD_REQUEST),
    "an amount with a plus sign": ({"amount": "+1000"}, Code.BAD_REQUEST),
    "an amount with a comma": ({"amount": "1000,00"}, Code.BAD_REQUEST),
    "an error that is no number": ({"error": "none"}, Code.BAD_REQUEST),
    "an empty error": ({"error": ""}, Code.BAD_REQUEST),
    "a positive error, which Click does not define": ({"error": "1"}, Code.BAD_REQUEST),
    "a negative zero": ({"error": "-0"}, Code.BAD_REQUEST),
}


@pytest.mark.parametrize(("changes", "code"), REFUSALS.values(), ids=REFUSALS.keys())
def test_refusals_before_any_lookup(changes: dict[str, str], code: Code) -> None:
    """Steps 3 and 4 of the order of checks."""
    with pytest.raises(ClickRefusalError) as refusal:
        translate(form=prepare(**changes), settings=SETTINGS)
    assert code == refusal.value.code


@pytest.mark.parametrize(
    "text", ["1000000000000", "2147483648", "9" * 5000, "x", "-1", "1.0", "0", "ec197639-9b85-404c-a6ac-2752983055ed"]
)
def test_a_prepare_id_that_can_be_none_of_ours_finds_no_attempt(text: str) -> None:
    """Test tools send random ones up to 10**12; it is no malformed request."""
    assert NO_ATTEMPT == translate(form=complete(merchant_prepare_id=text), settings=SETTINGS).attempt


def test_an_order_may_have_any_shape() -> None:
    """Whether it exists is not decided here."""
    for reference in ("", "a" * 10_000, "x\x00y", "'; drop table", "№ 5"):
        assert reference == translate(form=prepare(merchant_trans_id=reference), settings=SETTINGS).reference


@pytest.mark.parametrize("error", [0, -1, -5017])
def test_the_outcome_is_zero_or_negative(error: int) -> None:
    """0 means debited, every negative value means not."""
    assert error == translate(form=complete(error=str(error)), settings=SETTINGS).error
