"""Toy's words in ours: one table for the statuses, wherever they are said."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from adapters.gateways.outcomes import UnclearAnswerError
from billing.domain.details.other import OtherDetails
from billing.domain.observation import Observation, Standing
from billing.domain.transaction import Transaction
from shared_kernel.currency import currency
from shared_kernel.errors import ValidationError
from shared_kernel.money import Money

STANDINGS: Mapping[str, Standing] = MappingProxyType(
    {"open": Standing.WAITING, "paid": Standing.PAID, "closed": Standing.CANCELED}
)


def observation_of(told: Mapping[str, Any]) -> Observation:
    """What Toy says of a payment; a status we do not know says nothing.

    Raises:
        UnclearAnswerError: amount and currency are no money.
    """
    try:
        unit = currency(told["currency"])
        amount, refunded = Money(told["amount"], unit), Money(told["refunded"], unit)
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise UnclearAnswerError("Toy's amounts cannot be read.") from error
    standing = STANDINGS.get(str(told.get("status")), Standing.WAITING)
    return Observation(standing=standing, amount=amount, refunded=refunded)


def details_of(told: Mapping[str, Any]) -> OtherDetails:
    """What is kept of a payment, under Toy's names."""
    return OtherDetails(data={"payment": told["id"], "page": str(told.get("page", ""))})


def payment_of(transaction: Transaction) -> str:
    """Toy's name of the payment; empty when it has none."""
    details = transaction.details
    return (details.data or {}).get("payment", "") if isinstance(details, OtherDetails) else ""
