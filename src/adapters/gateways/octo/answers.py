"""Octo's answers (protocol, section 2): an envelope whose fields stand in `data`, at the top level, or in both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from adapters.gateways.octo.amounts import from_sum
from adapters.gateways.octo.errors import OctoRefusalError, UnreadableAnswerError
from adapters.gateways.octo.json_object import read_object
from shared_kernel.currency import Currency
from shared_kernel.money import InvalidAmountError, Money

_SUCCESS = 0
# Of thousands of digits Python would make no number.
_CODE = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAnswer:
    """What Octo says of a payment.

    Attributes:
        uuid: `octo_payment_UUID`.
        status: Octo's word, as it wrote it.
        pay_url: where the payer pays; empty when the answer has none, as status reads may.
        total: None when the answer does not say.
        refunded: what Octo counts as refunded, the released part of a hold included; None when it does not say.
    """

    reference: str
    uuid: str
    status: str
    pay_url: str
    total: Money | None
    refunded: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAnswer:
    """What Octo says of a refund: `error` 0 only means that it was accepted."""

    refund_id: str
    status: str


def read_payment(*, http_status: int, body: bytes, currency: Currency) -> PaymentAnswer:
    """The payment of a `prepare_payment` or `set_accept` answer.

    Raises:
        OctoRefusalError: Octo said no.
        UnreadableAnswerError: it said nothing one could rely on, so nobody knows what it did.
    """
    fields = _fields(http_status, body)
    return PaymentAnswer(
        reference=_text(fields, "shop_transaction_id"),
        uuid=_uuid(fields),
        status=_text(fields, "status"),
        pay_url=_optional_text(fields, "octo_pay_url"),
        total=_sum(fields, "total_sum", currency),
        refunded=_sum(fields, "refunded_sum", currency),
    )


def read_refund(*, http_status: int, body: bytes) -> RefundAnswer:
    """The refund of a `refund` answer.

    Raises:
        OctoRefusalError: Octo said no.
        UnreadableAnswerError: it said nothing one could rely on, so nobody knows what it did.
    """
    fields = _fields(http_status, body)
    return RefundAnswer(refund_id=_optional_text(fields, "refund_id"), status=_text(fields, "status"))


def _fields(http_status: int, body: bytes) -> Mapping[str, object]:
    answer = read_object(body)
    if http_status != HTTPStatus.OK or answer is None:
        raise UnreadableAnswerError(http_status)
    code = _code(answer.get("error"))
    if code is None:
        raise UnreadableAnswerError(http_status)
    if code != _SUCCESS:
        raise OctoRefusalError(code=code, text=_refusal(answer))
    data = answer.get("data")
    # What stands in both places is announced to leave the top level.
    return {**answer, **data} if isinstance(data, dict) else answer


def _code(error: object) -> int | None:
    if isinstance(error, str) and _CODE.fullmatch(error):
        error = int(error)
    return error if isinstance(error, int) and not isinstance(error, bool) else None


def _refusal(answer: Mapping[str, object]) -> str:
    said = answer.get("errMessage") or answer.get("errorMessage")
    return said if isinstance(said, str) else ""


def _text(fields: Mapping[str, object], name: str) -> str:
    value = _optional_text(fields, name)
    if not value:
        raise UnreadableAnswerError(HTTPStatus.OK)
    return value


def _optional_text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _uuid(fields: Mapping[str, object]) -> str:
    text = _text(fields, "octo_payment_UUID")
    try:
        UUID(text)
    except ValueError as error:
        raise UnreadableAnswerError(HTTPStatus.OK) from error
    return text


def _sum(fields: Mapping[str, object], name: str, currency: Currency) -> Money | None:
    value = fields.get(name)
    if value is None:
        return None
    try:
        return from_sum(value, into=currency)
    except InvalidAmountError as error:
        raise UnreadableAnswerError(HTTPStatus.OK) from error
