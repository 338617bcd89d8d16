"""What a tax receipt says (Click protocol, section 7): one line over the whole payment, in tiyin."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from adapters.gateways.settings_reader import InvalidSettingsError, SettingsReader
from billing.domain.errors import GatewayRefusedError
from shared_kernel.money import Money

_SPIC = re.compile(r"[0-9]{17}")
_PERCENT = re.compile(r"[0-9]{1,2}")
_LONGEST_NAME = 63
_LONGEST_PACKAGE_CODE = 20
_RULES: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        "fiscal_spic": (_SPIC, "17 digits"),
        "fiscal_package_code": (re.compile(r".{1,20}"), "1 to 20 characters"),
        "fiscal_name": (re.compile(r".{1,63}"), "1 to 63 characters"),
        "fiscal_tin": (re.compile(r"([0-9]{9})?"), "9 digits"),
        "fiscal_pinfl": (re.compile(r"([0-9]{14})?"), "14 digits"),
    }
)
FISCAL_SETTINGS = frozenset(_RULES) | {"fiscal_units", "fiscal_vat_percent"}

# Before the names under which a payment's metadata tells of other goods than the settings.
_PREFIX = "click."
# One piece. The scale of quantities is not documented, so nothing fractional is ever sold.
_ONE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSettings:
    """The one line of every receipt.

    Attributes:
        spic: the 17 digits of the goods code (IKPU).
        package_code: how it is packed, as registered with the goods code.
        units: the code of the unit of measure; older pages of Click require it, newer ones the package code.
        vat_percent: whole percent, included in the price.
        name: what the payer reads, with the unit of measure at its end.
        tin, pinfl: who sells: a company's tax number, or a person's; one of them.
    """

    spic: str
    package_code: str
    units: int | None
    vat_percent: int
    name: str
    tin: str
    pinfl: str


def fiscal_settings(read: SettingsReader) -> FiscalSettings | None:
    """The fiscal part of a service's settings; None when it has none.

    Raises:
        InvalidSettingsError: it is there in part, or wrong.
    """
    texts = {name: read.optional_text(name) for name in _RULES}
    percent, units = read.optional_percent("fiscal_vat_percent"), read.optional_number("fiscal_units")
    if percent is None and units is None and not any(texts.values()):
        return None
    for name, (pattern, what) in _RULES.items():
        if not pattern.fullmatch(texts[name]):
            raise InvalidSettingsError(f"{name} must be {what}.", name=name)
    if bool(texts["fiscal_tin"]) == bool(texts["fiscal_pinfl"]):
        raise InvalidSettingsError("Give fiscal_tin or fiscal_pinfl, one of them.", name="fiscal_tin")
    if percent is None:
        raise InvalidSettingsError("fiscal_vat_percent is missing; it may be 0.", name="fiscal_vat_percent")
    return FiscalSettings(
        spic=texts["fiscal_spic"],
        package_code=texts["fiscal_package_code"],
        units=units,
        vat_percent=percent,
        name=texts["fiscal_name"],
        tin=texts["fiscal_tin"],
        pinfl=texts["fiscal_pinfl"],
    )


def items(fiscal: FiscalSettings, *, amount: Money, metadata: Mapping[str, str]) -> list[Mapping[str, object]]:
    """The lines of a payment's receipt; its metadata may name other goods (`click.spic` and so on).

    Raises:
        GatewayRefusedError: the metadata says what no receipt can say, so Click is not even asked.
    """
    spic = metadata.get(f"{_PREFIX}spic", fiscal.spic)
    percent = metadata.get(f"{_PREFIX}vat_percent", str(fiscal.vat_percent))
    if not _SPIC.fullmatch(spic):
        raise _unfit("spic", "17 digits")
    if not _PERCENT.fullmatch(percent):
        raise _unfit("vat_percent", "a whole percent from 0 to 99")
    line: dict[str, object] = {
        "Name": metadata.get(f"{_PREFIX}name", fiscal.name)[:_LONGEST_NAME],
        "SPIC": spic,
        "PackageCode": metadata.get(f"{_PREFIX}package_code", fiscal.package_code)[:_LONGEST_PACKAGE_CODE],
        "GoodPrice": amount.minor_units,
        "Price": amount.minor_units,
        "Amount": _ONE,
        "VAT": included_vat(amount.minor_units, percent=int(percent)),
        "VATPercent": int(percent),
        "CommissionInfo": {"TIN": fiscal.tin} if fiscal.tin else {"PINFL": fiscal.pinfl},
    }
    return [line if fiscal.units is None else {**line, "Units": fiscal.units}]


def included_vat(price: int, *, percent: int) -> int:
    """The tax inside a price, to the nearest tiyin: 2 000 000 at 12 percent hold 214 286."""
    whole = 100 + percent
    return (2 * price * percent + whole) // (2 * whole)


def _unfit(name: str, what: str) -> GatewayRefusedError:
    # A word and no number, as Click's codes are: Click never saw it.
    return GatewayRefusedError(
        gateway="click", code="INVALID_ITEMS", message=f"metadata {_PREFIX}{name} must be {what}."
    )
