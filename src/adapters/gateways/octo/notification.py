"""What Octo posts to us (protocol, section 9): its fields as received, trusted only after the signature."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from adapters.gateways.octo.errors import OctoNotificationError
from adapters.gateways.octo.json_object import read_object
from adapters.gateways.octo.settings import OctoSettings
from adapters.gateways.octo.signature import Formula, is_genuine, key_of
from adapters.gateways.octo.statuses import stand_of

_LONGEST_REFERENCE = 255
_UUID_LENGTH = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class OctoNotification:
    """A notification, genuine or not.

    Attributes:
        reference: `shop_transaction_id`, ours.
        uuid: `octo_payment_UUID`, theirs.
        fields: everything that was said, for the record; the masked card number and the RRN are personal data.
    """

    reference: str
    uuid: str
    status: str
    signature: str = field(repr=False)
    hash_key: str = field(repr=False)
    fields: Mapping[str, object] = field(repr=False)


def read_notification(body: bytes) -> OctoNotification:
    """The notification of a body.

    A UUID that is none and a status nobody knows are refused before the signature is even looked at: it joins the two
    without a separator, so one signature fits several splits of them.

    Raises:
        OctoNotificationError: it is none.
    """
    fields = read_object(body)
    if fields is None:
        raise OctoNotificationError("The body is not a JSON object.")
    reference = _text(fields, "shop_transaction_id")
    uuid, status = _text(fields, "octo_payment_UUID"), _text(fields, "status")
    if len(reference) > _LONGEST_REFERENCE or "\x00" in reference:
        raise OctoNotificationError("shop_transaction_id is none of ours.")
    if not _is_uuid(uuid):
        raise OctoNotificationError("octo_payment_UUID is no UUID.")
    if stand_of(status) is None:
        raise OctoNotificationError("status is not a word of Octo's.")
    return OctoNotification(
        reference=reference,
        uuid=uuid,
        status=status,
        signature=_text(fields, "signature"),
        hash_key=_optional_text(fields, "hash_key"),
        fields=fields,
    )


def is_signed_by(notification: OctoNotification, *, settings: OctoSettings) -> bool:
    """Whether the shop's formula and key give the notification's signature."""
    return _fits(notification, settings=settings, formula=settings.signature_formula)


def fitting_formula(notification: OctoNotification, *, settings: OctoSettings) -> Formula | None:
    """Which formula would give the signature: a hint for whoever configures the shop, never a reason to trust."""
    return next((one for one in Formula if _fits(notification, settings=settings, formula=one)), None)


def _fits(notification: OctoNotification, *, settings: OctoSettings, formula: Formula) -> bool:
    key = key_of(formula, unique_key=settings.unique_key, secret=settings.octo_secret, hash_key=notification.hash_key)
    return is_genuine(signature=notification.signature, key=key, uuid=notification.uuid, status=notification.status)


def _is_uuid(text: str) -> bool:
    """Written as Octo writes it; Python alone would also take braces and other dashes."""
    try:
        return len(text) == _UUID_LENGTH and str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise OctoNotificationError(f"{name} is missing or no text.")
    return value


def _optional_text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
