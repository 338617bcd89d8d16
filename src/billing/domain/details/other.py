"""What a gateway tells that has no shape of its own here."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDetails:
    """Facts of a payment under the names of the provider's protocol, all of them as text."""

    data: Mapping[str, str] | None = None
