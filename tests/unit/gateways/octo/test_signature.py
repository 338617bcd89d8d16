"""The signature of notifications: the published vectors, and what must not pass for one (protocol, section 20)."""

import pytest

from adapters.gateways.octo.errors import OctoNotificationError
from adapters.gateways.octo.notification import fitting_formula, is_signed_by, read_notification
from adapters.gateways.octo.signature import Formula, is_genuine, key_of, sign
from tests.unit.gateways.octo.shop import HASH_KEY, KEY, SECRET, UUID, notification, shop

SECOND, THIRD = "e3f40dc3-4955-412a-853a-2ddd28d3201f", "54424e9a-4748-41f3-a2c1-27b0ab3753da"
VECTORS = [
    (KEY, UUID, "created", "B27024B54B34096CE3F5118A1DDF5D2CF02419B0"),
    (KEY, UUID, "wait_user_action", "84A971137CE2DB2404FD0FC21A24F6241239F97D"),
    (KEY, UUID, "waiting_for_capture", "3A07D53456E9D140400C8B960F42BB9DBE38A2BF"),
    (KEY, UUID, "succeeded", "B2EF254C38368BC2F0BEBA6B192129AA8534DC4F"),
    (KEY, UUID, "canceled", "1A9A9379F4AC79F6B71B305460D2A798097FD000"),
    (KEY, UUID, "cancelled", "A3E97AD010E9F8DFDDC89CB46019A1B85E7FC5B6"),
    (KEY, UUID, "failed", "336204B187D22621F7BDE6246C51C8A779B61EDF"),
    (KEY, UUID, "refunded", "66C5B8150A677F098E0EC40EE15B5DFA1A6AE8BA"),
    (KEY, SECOND, "succeeded", "F48C96B83A631BC0666A1457EDB46E0DAEB93AFE"),
    (KEY, SECOND, "waiting_for_capture", "89E843F55A3CB2BE3C0CDC6DAF6D672B1659736B"),
    (KEY, SECOND, "canceled", "3AE910FC26A5DA044E98EC0D700AA19941F5B939"),
    (KEY, THIRD, "succeeded", "792BAB6AAE62ED7EC988EBEF3D449A6F7EDD52E6"),
    ("9f8e7d6c-aaaa-bbbb-cccc-0123456789ab", THIRD, "succeeded", "1C5CCEB40B8EFB69260185EFAE0C0ED97653ABAC"),
    ("ключ", THIRD, "succeeded", "4A249A1F671754262BA8F9898F66463A5C5D12E9"),
]
FORGERIES = {
    "of another status": "1A9A9379F4AC79F6B71B305460D2A798097FD000",
    "of another payment": "F48C96B83A631BC0666A1457EDB46E0DAEB93AFE",
    "with the secret as key": "36C92DAF1CAF797FF501DD353F103F08298D5F38",
    "with an empty key": "DB23E2A37E5EC4F9F2A794A89CCEC9F05C59C48A",
    "in another order": "51182A972DE924C44A9F875570393E9F62AD88AE",
    "with separators": "DA6E51CA11B9D9B52FAB2CDB22C74E147D31D6B6",
    "HMAC": "76DBC4E8681BAA8CA99D6113AE93648F91D647ED",
    "MD5": "A2AD29D9F2DAA3B79627B8356DDF0DEC",
    "SHA-256": "3A89A7D294B949DDB2D42155AC1830378C48BB67DE1DDAA9A864F96CA8AA6CCE",
    "of the UUID in upper case": "2F4419AB10A61E5A27E5C9074524F55FFAF2855C",
    "of the status in upper case": "FBA940E9B957FF63E6EF1BA26A9A5D6F9582045B",
    "zeros": "0" * 40,
    "empty": "",
    "no hex": "zz",
    "39 digits": "B2EF254C38368BC2F0BEBA6B192129AA8534DC4",
    "41 digits": "B2EF254C38368BC2F0BEBA6B192129AA8534DC4F0",
    "blanks": "B2EF254C38368BC2F0BEBA6B192129AA8534DC  ",
    "foreign digits": "Ｂ2EF254C38368BC2F0BEBA6B192129AA8534DC4F",
}
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
