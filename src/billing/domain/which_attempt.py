"""How a provider says which attempt it means."""

from dataclasses import dataclass

from shared_kernel.currency import Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class ByNumber:
    """The provider echoes our number and what is paid (Click); both must fit."""

    number: int
    reference: str
    currency: Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class ByExternalId:
    """The provider says only its own id of the attempt (Payme)."""

    external_id: str


WhichAttempt = ByNumber | ByExternalId
