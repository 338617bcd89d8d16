"""The signature of notifications: the published vectors, and what must not pass for one (protocol, section 20)."""

import pytest

from adapters.gateways.octo.errors import OctoNotificationError
from adapters.gateways.octo.notification import fitting_formula, is_signed_by, read_notification
from adapters.gateways.octo.signature import Formula, is_genuine, key_of, sign
from tests.unit.gateways.octo.shop import HASH_KEY, KEY, SECRET, UUID, notification, shop
from tests.unit.gateways.octo.vectors import FORGERIES, THIRD, VECTORS

LEGACY = [
    (Formula.LEGACY, "559C93A4D510525B88F1108CE6E4E8029F33F9C2"),
    (Formula.LEGACY_UPPER, "A7259E466BEBC72DC9BBE3C0E94A52EE81E06F41"),
    (Formula.LEGACY_SALTED, "2F02D11EE9ACE755090D8BC7C954976307040E44"),
]


@pytest.mark.parametrize(("key", "uuid", "status", "signature"), VECTORS)
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_published_vectors_are_genuine_in_either_case(
    case: type[str], key: str, uuid: str, status: str, signature: str
) -> None:
    assert bytes.fromhex(signature) == sign(key=key, uuid=uuid, status=status)
    assert is_genuine(signature=case(signature), key=key, uuid=uuid, status=status)


@pytest.mark.parametrize("signature", FORGERIES.values(), ids=FORGERIES.keys())
def test_anything_else_is_a_forgery(signature: str) -> None:
    assert not is_genuine(signature=signature, key=KEY, uuid=UUID, status="succeeded")


def test_an_empty_key_verifies_nobody() -> None:
    """Not even who signed with it."""
    assert not is_genuine(signature=FORGERIES["with an empty key"], key="", uuid=UUID, status="succeeded")


@pytest.mark.parametrize("signature", [None, 0, 12345, ["B2"], ""])
def test_a_signature_that_is_missing_or_no_text_makes_no_notification(signature: object) -> None:
    with pytest.raises(OctoNotificationError):
        read_notification(notification(signature=signature))


@pytest.mark.parametrize(("uuid", "status"), [("ab", "canceled"), ("abcan", "celed"), (UUID + "can", "celed")])
def test_a_signature_that_fits_several_splits_is_refused_by_the_syntax_of_its_parts(uuid: str, status: str) -> None:
    """Uuid and status are joined without a separator: the first two share one signature."""
    signature = "60C8C8EE7B6DCBBE2CCECBE247A8D2CDBBFE5D54"
    assert (len(uuid) < 36) == is_genuine(signature=signature, key=KEY, uuid=uuid, status=status)
    with pytest.raises(OctoNotificationError):
        read_notification(notification(octo_payment_UUID=uuid, status=status, signature=signature))


def test_a_key_copied_with_its_line_break_verifies_all_the_same() -> None:
    """With the break it would give E302… and match nothing."""
    broken = "E3021165507B0C4C52273089EBFC1D8A3A58BEB1"
    assert bytes.fromhex(broken) == sign(key=KEY + "\n", uuid=THIRD, status="succeeded")
    genuine = read_notification(
        notification(octo_payment_UUID=THIRD, signature="792BAB6AAE62ED7EC988EBEF3D449A6F7EDD52E6")
    )
    assert is_signed_by(genuine, settings=shop(unique_key=KEY + "\n"))


def test_the_values_are_hashed_as_they_were_received() -> None:
    """A status in capitals is the same word, but Octo signs what it writes."""
    signature = FORGERIES["of the status in upper case"]
    assert is_signed_by(read_notification(notification(status="SUCCEEDED", signature=signature)), settings=shop())
    assert not is_signed_by(read_notification(notification(status="SUCCEEDED")), settings=shop())


@pytest.mark.parametrize(("formula", "signature"), LEGACY)
def test_an_older_formula_counts_only_where_it_is_switched_on(formula: Formula, signature: str) -> None:
    said = read_notification(notification(signature=signature))
    assert is_signed_by(said, settings=shop(signature_formula=formula.value))
    assert not is_signed_by(said, settings=shop())
    assert formula is fitting_formula(said, settings=shop())


def test_the_inner_hashes_of_the_older_formulas_are_the_published_ones() -> None:
    """The salted one, configured as the key of today's formula, gives the same signatures."""
    keys = {
        one: key_of(one, unique_key=KEY, secret=SECRET, hash_key=HASH_KEY)
        for one in (Formula.LEGACY, Formula.LEGACY_SALTED)
    }
    assert "152b7aa502e06b7dc02c61ef1b242e9bb1b3007d" == keys[Formula.LEGACY]
    assert "260B96E12ADB3A8690BC4E1D4628604DFF062F7D" == keys[Formula.LEGACY_SALTED]
    hold = read_notification(
        notification(status="waiting_for_capture", signature="13F090AD474D769534C31FCC920B4427740CD72A")
    )
    assert is_signed_by(hold, settings=shop(unique_key=keys[Formula.LEGACY_SALTED]))


def test_a_signature_no_formula_gives_is_told_as_such() -> None:
    """The hint for whoever configures the shop must not be a guess."""
    assert fitting_formula(read_notification(notification(signature="0" * 40)), settings=shop()) is None
