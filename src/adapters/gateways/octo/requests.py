"""The bodies of our calls (Octo protocol, sections 3, 4, 6 and 8). They carry the secret, so none is ever logged.

Fields without a value are left out: Octo takes null for a value.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import msgspec

from adapters.gateways.octo.amounts import to_sum
from adapters.gateways.octo.basket import basket
from adapters.gateways.octo.settings import LANGUAGES, OctoSettings
from shared_kernel.money import Money

Body = Mapping[str, object]

# `init_time` names no zone. Octo lives in Tashkent, which has had no daylight saving since 1992.
_TASHKENT = timezone(timedelta(hours=5))
_LONGEST_DESCRIPTION = 250
_PHONE = re.compile(r"998\d{9}")
_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """What Octo may know of the payer; the page asks for none of it twice.

    Attributes:
        phone: 12 digits, without a plus.
        language: of the pay page, when it is not the shop's usual one.
    """

    user_id: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    language: str = ""


def encoded(body: Body) -> bytes:
    """JSON with amounts as exact decimal numbers."""
    return _encoder.encode(body)


def create_body(
    *,
    settings: OctoSettings,
    reference: str,
    amount: Money,
    description: str,
    return_url: str,
    notify_url: str,
    payer: Payer,
    at: datetime,
    positions: Sequence[Body] = (),
) -> Body:
    """A new payment; what the first call under a reference says is frozen.

    `positions` are what the fiscal receipt names; without them it names what the settings say, or there is none.
    """
    description = description[:_LONGEST_DESCRIPTION]
    body: dict[str, object] = {
        **_status(settings, reference),
        "auto_capture": not settings.hold,
        "test": settings.test,
        "init_time": at.astimezone(_TASHKENT).strftime("%Y-%m-%d %H:%M:%S"),
        "total_sum": to_sum(amount),
        "currency": amount.currency.code,
        "description": description,
        "notify_url": notify_url,
        "ttl": settings.ttl_minutes,
    }
    optional: Body = {
        "return_url": return_url,
        "language": payer.language if payer.language in LANGUAGES else settings.language,
        "payment_methods": [{"method": method} for method in settings.payment_methods],
        "tsp_id": settings.tsp_id,
        "user_data": _user_data(payer),
        "basket": positions or basket(settings.fiscal, amount=amount, description=description),
    }
    return body | {name: value for name, value in optional.items() if value}


def status_body(*, settings: OctoSettings, reference: str) -> Body:
    """A status read: exactly these three fields, because a sum would make it a new payment."""
    return _status(settings, reference)


def capture_body(*, settings: OctoSettings, uuid: str, amount: Money) -> Body:
    """Charge a hold, or a part of it."""
    return {**_named(settings, uuid), "accept_status": "capture", "final_amount": to_sum(amount)}


def release_body(*, settings: OctoSettings, uuid: str) -> Body:
    """Give a hold back."""
    return {**_named(settings, uuid), "accept_status": "cancel"}


def refund_body(*, settings: OctoSettings, uuid: str, key: str, amount: Money, supplier: int | None) -> Body:
    """Send money back, of a split payment the part of a supplier; under the same key it is the same refund."""
    body = {**_named(settings, uuid), "shop_refund_id": key, "amount": to_sum(amount)}
    return body if supplier is None else {**body, "supplier_shop_id": supplier}


def _user_data(payer: Payer) -> Mapping[str, str]:
    """Octo refuses a whole payment for a phone it cannot read, so one that is none is left out."""
    digits = re.sub(r"[\s()+-]", "", payer.phone)
    phone = digits if _PHONE.fullmatch(digits) else ""
    told = {"user_id": payer.user_id, "phone": phone, "email": payer.email}
    return {name: value for name, value in told.items() if value}


def _status(settings: OctoSettings, reference: str) -> Body:
    return {**_credentials(settings), "shop_transaction_id": reference}


def _named(settings: OctoSettings, uuid: str) -> Body:
    return {**_credentials(settings), "octo_payment_UUID": uuid}


def _credentials(settings: OctoSettings) -> Body:
    return {"octo_shop_id": settings.octo_shop_id, "octo_secret": settings.octo_secret}
