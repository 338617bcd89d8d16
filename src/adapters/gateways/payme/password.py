"""Payme changes the password by which we know it (Payme protocol, section 4.10: old, and off unless allowed)."""

import hmac
from collections.abc import Mapping

import structlog

from adapters.gateways.payme import params
from adapters.gateways.payme.answers import Code
from adapters.gateways.payme.conversation import Conversation
from adapters.gateways.payme.errors import PaymeRefusalError

_MAX_PASSWORD = 255
_log = structlog.get_logger(__name__)


async def change_password(conversation: Conversation, given: params.Params) -> Mapping[str, object]:
    """Keep the new password with the gateway's configuration: from the next call on only it is right."""
    password = given.get("password")
    if not isinstance(password, str) or not _is_usable(password):
        raise PaymeRefusalError(Code.UNKNOWN_ACCOUNT, data="password")
    settings, configuration = conversation.settings, conversation.configuration
    if hmac.compare_digest(password.encode(), settings.password.encode()):
        raise PaymeRefusalError(Code.NOT_AUTHORIZED)
    await conversation.attempts.configure(
        tenant_id=configuration.tenant_id,
        gateway=configuration.gateway,
        settings={**configuration.settings, settings.password_setting: password},
    )
    # Somebody who knows the old password did this; an operator who did not expect it must see it.
    _log.warning("payme.password_changed", tenant_id=str(configuration.tenant_id))
    return {"success": True}


def _is_usable(password: str) -> bool:
    return (
        0 < len(password) <= _MAX_PASSWORD
        and params.is_word(password)
        and password.isprintable()
        and password == password.strip()
    )
