"""Why a payment did not happen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A stable UPPER_SNAKE reason for programs and the provider's or operator's own words for people."""

    reason: str
    message: str
