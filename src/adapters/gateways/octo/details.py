"""What Octo told about a payment, for its details."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from adapters.gateways.octo.answers import PaymentAnswer
from adapters.gateways.octo.requests import Body
from adapters.gateways.octo.settings import OctoSettings
from billing.domain.details.codec import Details
from billing.domain.details.octo import OctoDetails
from billing.domain.observation import DetailsChange
from shared_kernel.money import Money

_MAX_TEXT = 255
_MAX_URL = 2048
_MAX_RISK = 100


def opened(*, settings: OctoSettings, body: Body, answer: PaymentAnswer) -> OctoDetails:
    """The details of a payment that was just opened with this body, or found open."""
    return replace(
        _asked(settings, body),
        octo_payment_uuid=answer.uuid,
        status=storable(answer.status),
        total_sum=_sum(answer.total),
        refunded_sum=_sum(answer.refunded),
        octo_pay_url=answer.pay_url[:_MAX_URL] or None,
        error=0,
    )


def refused(*, settings: OctoSettings, body: Body, code: int, text: str) -> OctoDetails:
    """The details of a payment that Octo refused to open, in its code and words."""
    return replace(_asked(settings, body), error=code, err_message=storable(text) or None)


def heard(*, answer: PaymentAnswer, said: Mapping[str, object] | None = None) -> DetailsChange:
    """The details after an answer, and after the fields of the notification it confirms."""

    def change(known: Details | None) -> Details:
        before = known if isinstance(known, OctoDetails) else OctoDetails()
        told = replace(
            before,
            shop_transaction_id=answer.reference,
            octo_payment_uuid=answer.uuid,
            status=storable(answer.status),
            total_sum=_sum(answer.total) or before.total_sum,
            refunded_sum=_sum(answer.refunded) or before.refunded_sum,
        )
        return told if said is None else _with_card(told, said)

    return change


def _asked(settings: OctoSettings, body: Body) -> OctoDetails:
    return OctoDetails(
        octo_shop_id=settings.octo_shop_id,
        shop_transaction_id=str(body["shop_transaction_id"]),
        init_time=str(body["init_time"]),
        auto_capture=not settings.hold,
        test=settings.test,
        description=str(body["description"]),
        return_url=str(body["return_url"]) if "return_url" in body else None,
        notify_url=str(body["notify_url"]),
    )


def storable(text: str) -> str:
    """A provider's words, short enough to keep and without what no database takes."""
    return text.replace("\x00", "")[:_MAX_TEXT]


def _with_card(before: OctoDetails, said: Mapping[str, object]) -> OctoDetails:
    """What only notifications tell; a field that one of them lacks stays as it was."""
    risk, physical = said.get("riskLevel"), said.get("is_physical_card")
    return replace(
        before,
        card_type=_text(said, "card_type") or before.card_type,
        card_country=_text(said, "card_country") or before.card_country,
        card_is_physical=physical if isinstance(physical, bool) else before.card_is_physical,
        card_masked_pan=_text(said, "maskedPan") or before.card_masked_pan,
        rrn=_text(said, "rrn") or before.rrn,
        risk_level=risk if type(risk) is int and abs(risk) <= _MAX_RISK else before.risk_level,
        transfer_sum=_number(said.get("transfer_sum")) or before.transfer_sum,
        signature=_text(said, "signature") or before.signature,
        hash_key=_text(said, "hash_key") or before.hash_key,
        payed_time=_text(said, "payed_time") or before.payed_time,
    )


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name)
    return storable(value) if isinstance(value, str) else ""


def _number(value: object) -> str | None:
    return storable(str(value)) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _sum(money: Money | None) -> str | None:
    return None if money is None else str(money.to_decimal())
