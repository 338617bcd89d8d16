"""What a payment link asks for (Click protocol, section 3.1). Nothing in it is signed: the merchant checks it later."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared_kernel.currency import currency
from shared_kernel.errors import HamyonError, ValidationError
from shared_kernel.money import Money, parse_major_units

UZS = currency("UZS")
_MAX_REFERENCE = 255
_MAX_RETURN_URL = 2000


class InvalidLinkError(ValidationError):
    """The payment link cannot be paid."""

    reason = "INVALID_PAYMENT_LINK"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayableLink:
    """A payment that waits for its payer.

    Attributes:
        amount: the sum as the link writes it: Click signs and sends that text, so it is never re-formatted.
        money: the same sum, for people.
        reference: `transaction_param`, the merchant's order or account number.
        return_url: where the payer goes afterwards; empty when nowhere, or when it is no web address.
    """

    service_id: str
    amount: str
    money: Money
    reference: str
    return_url: str


def read_link(query: Mapping[str, str]) -> PayableLink:
    """The payment a link's query asks for.

    Raises:
        InvalidLinkError: naming the parameter that is missing or wrong.
    """
    amount = _required(query, "amount")
    return PayableLink(
        service_id=_required(query, "service_id"),
        amount=amount,
        money=_money(amount),
        reference=_required(query, "transaction_param"),
        return_url=_web_address(query.get("return_url", "")),
    )


def _required(query: Mapping[str, str], name: str) -> str:
    text = query.get(name, "")
    if not text or len(text) > _MAX_REFERENCE:
        raise InvalidLinkError(field=name)
    return text


def _money(amount: str) -> Money:
    try:
        money = parse_major_units(text=amount, currency=UZS)
    except HamyonError as error:
        raise InvalidLinkError(field="amount") from error
    if money.minor_units <= 0:
        raise InvalidLinkError(field="amount")
    return money


def _web_address(text: str) -> str:
    """The address if it leads to a website: a link of ours must not run somebody's `javascript:`."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and parts.netloc and len(text) <= _MAX_RETURN_URL
    return text if is_web else ""
