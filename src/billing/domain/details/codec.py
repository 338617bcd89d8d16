"""One codec for the details of every gateway: the JSON names are the field names, what is unknown is left out."""

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from billing.domain.details.cash import CashDetails
from billing.domain.details.click import ClickDetails
from billing.domain.details.integrator import IntegratorDetails
from billing.domain.details.octo import OctoDetails
from billing.domain.details.other import OtherDetails
from billing.domain.details.payme import PaymeDetails
from billing.domain.details.stripe import StripeDetails

Details = StripeDetails | ClickDetails | PaymeDetails | OctoDetails | CashDetails | IntegratorDetails | OtherDetails

DETAILS: Mapping[str, type[Details]] = MappingProxyType(
    {
        "stripe": StripeDetails,
        "click": ClickDetails,
        "payme": PaymeDetails,
        "octo": OctoDetails,
        "cash": CashDetails,
        "integrator": IntegratorDetails,
    }
)


def shape_of(gateway: str) -> type[Details]:
    """The details of a gateway: a shape of its own where it has one, else words without one."""
    return DETAILS.get(gateway, OtherDetails)


def encode(details: Details) -> dict[str, object]:
    """The JSON object of the details: only what is known."""
    known = {field.name: getattr(details, field.name) for field in fields(details)}
    return {name: _plain(value) for name, value in known.items() if value is not None}


def decode(gateway: str, values: Mapping[str, Any]) -> Details:
    """The details a JSON object tells, read back as they were written.

    A name this version does not know is passed over: a newer version may have written it before a rollback.
    """
    shape = shape_of(gateway)
    return shape(**{field.name: values[field.name] for field in fields(shape) if field.name in values})


def belongs_to(details: Details, *, gateway: str) -> bool:
    """Whether these are the details of that gateway."""
    return type(details) is shape_of(gateway)


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value
