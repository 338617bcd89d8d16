"""What an operator notes about money taken by hand."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDetails:
    """Free facts of a cash payment: the receipt's number, who took it."""

    data: Mapping[str, str] | None = None
