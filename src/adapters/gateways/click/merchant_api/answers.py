"""Click's answers: an envelope with an explicit `error_code`, and numbers that may be written as text (section 5.2)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus

from adapters.gateways.click.merchant_api.errors import refusal, require_known
from adapters.gateways.click.numbers import bigint
from adapters.http_client.messages import HttpReply
from billing.domain.errors import GatewayUnavailableError, UnknownOutcomeError

Fields = Mapping[str, object]
# What is raised when an answer says nothing one could rely on: it depends on whether the call can have done anything.
Doubt = type[GatewayUnavailableError] | type[UnknownOutcomeError]

# The `payment_status` of money that was taken (section 5.4).
PAID = 2
# 64 bits have no more digits; of thousands of them Python would make no number.
_INTEGER = re.compile(r"-?[0-9]{1,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAnswer:
    """How a payment stands (section 5.4).

    Attributes:
        payment_id: what status, reversal and fiscal calls ask for; None when Click has no such payment.
        status: below 0 an error, 0 created, 1 processing, 2 paid; None when Click did not say.
        note: Click's words.
    """

    payment_id: int | None
    status: int | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceAnswer:
    """How an invoice stands: above 0 paid, -99 deleted or rejected."""

    status: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardToken:
    """A card that payments can be taken from, once its owner has confirmed it; the token is as good as the card."""

    token: str = field(repr=False)
    phone: str
    temporary: bool


def success(reply: HttpReply, *, doubt: Doubt, explicit: bool = True) -> Fields:
    """The fields of an answer that says yes, by its `error_code` unless the call's answer has none.

    Raises:
        GatewayRefusedError: it says no.
        GatewayUnavailableError: it was not even looked at.
        GatewayUnavailableError or UnknownOutcomeError, as `doubt` says: it says nothing one could rely on.
    """
    require_known(reply.status)
    fields = _object(reply.body)
    code = integer(fields, "error_code")
    if HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise refusal(code=code or reply.status, note=text(fields, "error_note") or f"HTTP {reply.status}")
    if reply.status not in {HTTPStatus.OK, HTTPStatus.CREATED} or (code is None and (explicit or not fields)):
        raise doubt(f"Click answered HTTP {reply.status} without a word one could rely on.")
    if code:
        raise refusal(code=code, note=text(fields, "error_note"))
    return fields


def payment_of(fields: Fields) -> PaymentAnswer:
    """The payment of a status, reversal or token payment answer."""
    return PaymentAnswer(
        payment_id=_id(fields, "payment_id"),
        status=integer(fields, "payment_status"),
        note=text(fields, "error_note"),
    )


def invoice_of(fields: Fields) -> InvoiceAnswer:
    """The invoice of an invoice/status answer; older answers call the status `status`."""
    status = integer(fields, "invoice_status")
    return InvoiceAnswer(
        status=integer(fields, "status") if status is None else status,
        note=text(fields, "invoice_status_note") or text(fields, "error_note"),
    )


def invoice_id_of(fields: Fields) -> int | None:
    """The new invoice."""
    return _id(fields, "invoice_id")


def card_token_of(fields: Fields) -> CardToken:
    """The token of a card_token/request answer."""
    return CardToken(
        token=text(fields, "card_token"),
        phone=text(fields, "phone_number"),
        temporary=bool(integer(fields, "temporary")),
    )


def integer(fields: Fields, name: str) -> int | None:
    """A whole number, also written as text; None for anything else."""
    value = fields.get(name)
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def text(fields: Fields, name: str) -> str:
    """A text; empty for anything else."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _id(fields: Fields, name: str) -> int | None:
    value = integer(fields, name)
    return None if value is None else bigint(str(value))


def _object(body: bytes) -> Fields:
    try:
        told = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
