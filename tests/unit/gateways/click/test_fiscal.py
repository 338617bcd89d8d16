"""What a tax receipt says: whole numbers of tiyin, and the codes under which the goods are registered."""

import pytest

from adapters.gateways.click.fiscal import fiscal_settings, included_vat, items
from adapters.gateways.click.settings import UZS, parse_settings
from adapters.gateways.settings_reader import InvalidSettingsError, SettingsReader
from billing.domain.errors import GatewayRefusedError
from shared_kernel.money import Money

CLICK = {"service_id": 73438, "merchant_id": 12345, "secret_key": "s3cr3t-KEY_test"}
RECEIPT = {
    "fiscal_spic": "10305008003000000",
    "fiscal_package_code": "1514296",
    "fiscal_vat_percent": 12,
    "fiscal_name": "Book pcs",
    "fiscal_tin": "123456789",
}
AMOUNT = Money(2_000_000, UZS)


@pytest.mark.parametrize(
    ("price", "percent", "vat"),
    [(2_000_000, 12, 214_286), (100, 0, 0), (112, 12, 12), (1, 12, 0), (5, 12, 1), (10**15, 15, 130_434_782_608_696)],
)
def test_the_tax_inside_a_price_is_rounded_to_the_nearest_tiyin(price: int, percent: int, vat: int) -> None:
    assert vat == included_vat(price, percent=percent)


def test_a_receipt_has_one_line_over_the_whole_payment() -> None:
    fiscal = parse_settings(CLICK | RECEIPT | {"fiscal_units": 241092}).fiscal
    assert fiscal is not None
    assert [
        {
            "Name": "Book pcs",
            "SPIC": "10305008003000000",
            "PackageCode": "1514296",
            "GoodPrice": 2_000_000,
            "Price": 2_000_000,
            "Amount": 1,
            "VAT": 214_286,
            "VATPercent": 12,
            "CommissionInfo": {"TIN": "123456789"},
            "Units": 241092,
        }
    ] == items(fiscal, amount=AMOUNT, metadata={})


def test_metadata_names_other_goods() -> None:
    fiscal = parse_settings(CLICK | RECEIPT | {"fiscal_tin": "", "fiscal_pinfl": "1" * 14}).fiscal
    assert fiscal is not None
    metadata = {"click.spic": "1" * 17, "click.vat_percent": "0", "click.name": "N" * 70, "click.package_code": "9"}
    [line] = items(fiscal, amount=AMOUNT, metadata=metadata)
    assert ("1" * 17, 0, 0, "N" * 63, "9") == (
        line["SPIC"],
        line["VATPercent"],
        line["VAT"],
        line["Name"],
        line["PackageCode"],
    )
    assert {"PINFL": "1" * 14} == line["CommissionInfo"]


@pytest.mark.parametrize(
    "metadata", [{"click.spic": "12"}, {"click.vat_percent": "100"}, {"click.vat_percent": "12.5"}]
)
def test_metadata_that_no_receipt_can_say_is_refused(metadata: dict[str, str]) -> None:
    fiscal = parse_settings(CLICK | RECEIPT).fiscal
    assert fiscal is not None
    with pytest.raises(GatewayRefusedError) as refused:
        items(fiscal, amount=AMOUNT, metadata=metadata)
    assert "INVALID_ITEMS" == refused.value.code


def test_without_fiscal_settings_there_is_no_receipt() -> None:
    assert parse_settings(CLICK).fiscal is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fiscal_spic", "1" * 16),
        ("fiscal_spic", "１" * 17),
        ("fiscal_package_code", ""),
        ("fiscal_package_code", "1" * 21),
        ("fiscal_vat_percent", 100),
        ("fiscal_vat_percent", -1),
        ("fiscal_vat_percent", None),
        ("fiscal_vat_percent", True),
        ("fiscal_name", ""),
        ("fiscal_tin", "12345678"),
        ("fiscal_tin", ""),
        ("fiscal_pinfl", "1" * 14),
        ("fiscal_units", 0),
    ],
)
def test_half_a_receipt_is_refused(name: str, value: object) -> None:
    """It would only be found out when a payer has paid."""
    with pytest.raises(InvalidSettingsError) as refusal:
        parse_settings(CLICK | RECEIPT | {name: value})
    assert str(refusal.value.field).startswith("settings.fiscal_")


@pytest.mark.parametrize("percent", [0, "0", 12, "12", 99])
def test_a_percent_may_be_zero_and_written_as_text(percent: object) -> None:
    told = fiscal_settings(SettingsReader(RECEIPT | {"fiscal_vat_percent": percent}, known=frozenset(RECEIPT)))
    assert told is not None
    assert int(str(percent)) == told.vat_percent
