"""What a fiscal receipt names (Octo protocol, section 3, `basket`).

Every combination must be registered with the bank, or Octo refuses the payment: so it is a setting, never invented.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.gateways.octo.amounts import to_sum
from adapters.gateways.settings_reader import InvalidSettingsError, SettingsReader
from shared_kernel.money import Money

SPIC = re.compile(r"\d{17}")
LONGEST_POSITION = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSettings:
    """The one position of every receipt.

    Attributes:
        spic: the 17 digits of the goods code (IKPU).
        position: what the payer reads; empty takes the payment's own description.
        inn, pinfl: who sells, the merchant or its sub-merchant: a company's tax number, or a person's; one of them.
        nds: whether value-added tax is included.
    """

    spic: str
    package_code: str
    position: str = ""
    inn: str = ""
    pinfl: str = ""
    nds: bool = False


def fiscal_settings(read: SettingsReader) -> FiscalSettings | None:
    """The fiscal part of a shop's settings; None when it has none.

    Raises:
        InvalidSettingsError: it is there in part, or wrong.
    """
    spic, package_code = read.optional_text("fiscal_spic"), read.optional_text("fiscal_package_code")
    if not spic:
        for name in ("fiscal_package_code", "fiscal_position", "fiscal_inn", "fiscal_pinfl"):
            if read.optional_text(name):
                raise InvalidSettingsError(f"{name} needs fiscal_spic.", name="fiscal_spic")
        return None
    if not SPIC.fullmatch(spic):
        raise InvalidSettingsError("fiscal_spic must be 17 digits.", name="fiscal_spic")
    if not package_code:
        raise InvalidSettingsError("fiscal_package_code is missing.", name="fiscal_package_code")
    if read.optional_text("fiscal_inn") and read.optional_text("fiscal_pinfl"):
        raise InvalidSettingsError("fiscal_pinfl is instead of fiscal_inn.", name="fiscal_pinfl")
    return FiscalSettings(
        spic=spic,
        package_code=package_code,
        position=read.optional_text("fiscal_position"),
        inn=read.optional_text("fiscal_inn"),
        pinfl=read.optional_text("fiscal_pinfl"),
        nds=read.flag("fiscal_nds"),
    )


def basket(fiscal: FiscalSettings | None, *, amount: Money, description: str) -> list[Mapping[str, object]]:
    """One position that costs the whole payment, so that the positions add up to it; none without fiscal settings."""
    if fiscal is None:
        return []
    position = {
        "position_desc": (fiscal.position or description)[:LONGEST_POSITION],
        "count": 1,
        "price": to_sum(amount),
        "spic": fiscal.spic,
        "package_code": fiscal.package_code,
        "nds": int(fiscal.nds),
    }
    seller = {"inn": fiscal.inn, "pinfl": fiscal.pinfl}
    return [position | {name: number for name, number in seller.items() if number}]
