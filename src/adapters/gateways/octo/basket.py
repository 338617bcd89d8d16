"""What a fiscal receipt names (Octo protocol, section 3, `basket`).

Every combination must be registered with the bank, or Octo refuses the payment: so it is a setting, never invented.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.gateways.octo.amounts import to_sum
from adapters.gateways.settings_reader import InvalidSettingsError, SettingsReader
from shared_kernel.money import Money

_SPIC = re.compile(r"\d{17}")
_LONGEST_POSITION = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSettings:
    """The one position of every receipt.

    Attributes:
        spic: the 17 digits of the goods code (IKPU).
        position: what the payer reads; empty takes the payment's own description.
        inn: tax number of the merchant, or of the sub-merchant.
        nds: whether value-added tax is included.
    """

    spic: str
    package_code: str
    position: str = ""
    inn: str = ""
    nds: bool = False


def fiscal_settings(read: SettingsReader) -> FiscalSettings | None:
    """The fiscal part of a shop's settings; None when it has none.

    Raises:
        InvalidSettingsError: it is there in part, or wrong.
    """
    spic, package_code = read.optional_text("fiscal_spic"), read.optional_text("fiscal_package_code")
    if not spic:
        for name in ("fiscal_package_code", "fiscal_position", "fiscal_inn"):
            if read.optional_text(name):
                raise InvalidSettingsError(f"{name} needs fiscal_spic.", name="fiscal_spic")
        return None
    if not _SPIC.fullmatch(spic):
        raise InvalidSettingsError("fiscal_spic must be 17 digits.", name="fiscal_spic")
    if not package_code:
        raise InvalidSettingsError("fiscal_package_code is missing.", name="fiscal_package_code")
    return FiscalSettings(
        spic=spic,
        package_code=package_code,
        position=read.optional_text("fiscal_position"),
        inn=read.optional_text("fiscal_inn"),
        nds=read.flag("fiscal_nds"),
    )


def basket(fiscal: FiscalSettings, *, amount: Money, description: str) -> list[Mapping[str, object]]:
    """One position that costs the whole payment, so that the positions add up to it."""
    position: dict[str, object] = {
        "position_desc": (fiscal.position or description)[:_LONGEST_POSITION],
        "count": 1,
        "price": to_sum(amount),
        "spic": fiscal.spic,
        "package_code": fiscal.package_code,
        "nds": int(fiscal.nds),
    }
    if fiscal.inn:
        position["inn"] = fiscal.inn
    return [position]
