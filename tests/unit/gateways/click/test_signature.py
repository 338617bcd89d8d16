"""The signature of SHOP API calls: the published vectors, and what must not pass for one."""

import pytest

from adapters.gateways.click.signature import is_genuine, sign, sign_advanced
from tests.unit.gateways.click.forms import SECRET, complete, prepare

VECTORS = {
    "V1 prepare": (prepare(), "553d93a1f893715583aaa0b8ed8e4bdf"),
    "V2 the same amount written otherwise": (prepare(amount="1000.00"), "2abcccd215a5a0d6049f4dd39aebdbdb"),
    "V3 complete": (complete(), "67cfa6a02af8a1711fcaa21fd4d80419"),
    "V4 complete, amount written otherwise": (complete(amount="1000.00"), "08d48835c379c7defc5e7ae079d102c3"),
    "V5 an id above 2**53 and a UUID order": (
        prepare(
            click_trans_id="9007199254740993",
            merchant_trans_id="ec197639-9b85-404c-a6ac-2752983055ed",
            amount="33139.73",
        ),
        "6cdfeed7976ec4c4da0f8cca5f673656",
    ),
    "V6 a Cyrillic order": (
        prepare(
            click_trans_id="1",
            service_id="2",
            merchant_trans_id="счёт-7",
            amount="38400.5",
            sign_time="2025-01-01 00:00:00",
        ),
        "30035307ca80e775166830cebc41914e",
    ),
    "V7 the request's error is not signed": (complete(error="-5017"), "67cfa6a02af8a1711fcaa21fd4d80419"),
}


@pytest.mark.parametrize(("form", "expected"), VECTORS.values(), ids=VECTORS.keys())
def test_published_vectors(form: dict[str, str], expected: str) -> None:
    """The vectors V1 to V7 of the protocol."""
    assert expected == sign(form=form, secret_key=SECRET)
    assert is_genuine(form=form | {"sign_string": expected}, secret_key=SECRET)


def test_complete_hashed_without_the_prepare_id_is_a_forgery() -> None:
    """Vector V8: a common bug of integrations."""
    assert not is_genuine(form=complete(sign_string="bdd0ea9586ecd3fde7b3650f86f74f09"), secret_key=SECRET)


def test_an_empty_prepare_id_of_a_prepare_is_ignored() -> None:
    """Test tools send the field in Prepare, too."""
    form = prepare(merchant_prepare_id="", sign_string="553d93a1f893715583aaa0b8ed8e4bdf")
    assert is_genuine(form=form, secret_key=SECRET)


def test_an_unknown_action_is_signed_like_prepare() -> None:
    """So that a genuine one is answered -3 and a forged one -1."""
    form = prepare(action="7", merchant_prepare_id="501", sign_string="a4886f520f62250caf93f2cfaf0142cb")
    assert is_genuine(form=form, secret_key=SECRET)


def test_upper_case_hex_is_the_same_signature() -> None:
    """Hex digits have no case."""
    assert is_genuine(form=prepare(sign_string="553D93A1F893715583AAA0B8ED8E4BDF"), secret_key=SECRET)


@pytest.mark.parametrize(
    "sign_string",
    [
        "",
        "0" * 32,
        "553d93a1f893715583aaa0b8ed8e4bd",
        " 553d93a1f893715583aaa0b8ed8e4bdf",
        "553d93a1f893715583aaa0b8ed8e4bdf0",
        "５53d93a1f893715583aaa0b8ed8e4bdf",
        "\x00",
    ],
)
def test_anything_else_is_a_forgery(sign_string: str) -> None:
    """Also text no comparison of bytes would take without care."""
    assert not is_genuine(form=prepare(sign_string=sign_string), secret_key=SECRET)


@pytest.mark.parametrize("field", ["click_trans_id", "service_id", "merchant_trans_id", "amount", "sign_time"])
def test_a_signed_field_cannot_be_changed(field: str) -> None:
    """Every field under the signature counts."""
    assert not is_genuine(form=prepare() | {field: "9"}, secret_key=SECRET)


def test_the_json_variants_sign_their_parameters_in_the_order_sent() -> None:
    """V14, of the Advanced Shop."""
    call = {
        "click_paydoc_id": "123",
        "attempt_trans_id": "345",
        "service_id": "73438",
        "action": "1",
        "sign_time": "2026-03-04 17:00:00",
    }
    params = {"order": "AB-77", "name": "Ivan", "amount": "1000"}
    assert "e5f75c86492a0aa5fafbfa53cd4026b8" == sign_advanced(call=call, params=params, secret_key=SECRET)
