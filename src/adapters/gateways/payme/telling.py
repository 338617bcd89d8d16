"""Payme asks how transactions stand, and tells of tax receipts (Payme protocol, sections 4.7 to 4.9)."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.gateways.payme import ledger, params
from adapters.gateways.payme.answers import Code
from adapters.gateways.payme.conversation import Conversation
from adapters.gateways.payme.errors import PaymeRefusalError
from billing.domain.announcement import Words
from billing.domain.attempt import FiscalKind

_KINDS: Mapping[object, FiscalKind] = MappingProxyType({"PERFORM": FiscalKind.SALE, "CANCEL": FiscalKind.RETURN})
_FISCAL_FIELDS = ("receipt_id", "status_code", "message", "terminal_id", "fiscal_sign", "qr_code_url", "date")


async def check(conversation: Conversation, given: params.Params) -> Mapping[str, object]:
    """How one transaction stands."""
    return ledger.standing(await conversation.find(params.transaction_id(given)))


async def statement(conversation: Conversation, given: params.Params) -> Mapping[str, object]:
    """Every transaction that began at Payme in a period, the oldest first."""
    start, end = params.period(given)
    found = await conversation.attempts.list_attempts(
        tenant_id=conversation.configuration.tenant_id,
        gateway=conversation.configuration.gateway,
        endpoint=conversation.configuration.endpoint,
        start=start,
        end=end,
        details=conversation.details,
    )
    return {"transactions": [ledger.row(attempt) for attempt in found]}


async def set_fiscal_data(conversation: Conversation, given: params.Params) -> Mapping[str, object]:
    """Keep a tax receipt; also one whose registration failed (a status_code that is not 0), which is said so."""
    kind, data = given.get("type"), given.get("fiscal_data")
    if not isinstance(kind, str) or kind not in _KINDS or not isinstance(data, dict):
        raise PaymeRefusalError(Code.BAD_FISCAL_DATA)
    await conversation.attempts.record_receipt(
        tenant_id=conversation.configuration.tenant_id,
        gateway=conversation.configuration.gateway,
        endpoint=conversation.configuration.endpoint,
        external_id=params.transaction_id(given),
        kind=_KINDS[kind],
        receipt=_receipt(data),
        details=conversation.details,
    )
    return {"success": True}


def _receipt(data: Mapping[str, object]) -> Words:
    """The known members as they came: receipt_id, for one, is a number here and text there (section 12.9)."""
    words: dict[str, str | int] = {}
    for name in _FISCAL_FIELDS:
        value = data.get(name)
        if value is None:
            continue
        if not params.is_fiscal_value(value):
            raise PaymeRefusalError(Code.BAD_FISCAL_DATA)
        words[name] = value
    return MappingProxyType(words)
