"""What an integrating system notes about money it settles by itself."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegratorDetails:
    """Free facts of an integrator's payment, and its own error when it had one."""

    data: Mapping[str, str] | None = None
    error_code: int | None = None
    error_note: str | None = None
