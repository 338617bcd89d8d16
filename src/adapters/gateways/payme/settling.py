"""Payme reports that the payer was charged, or that the money stays or goes back (sections 4.5 and 4.6)."""

from collections.abc import Mapping

from adapters.gateways.payme import ledger, params
from adapters.gateways.payme.conversation import Conversation
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.errors import AlreadyPaidError
from billing.domain.which_attempt import ByExternalId


async def perform(conversation: Conversation, given: params.Params) -> Mapping[str, object]:
    """Settle a transaction exactly once; a repeat hears the same again."""
    external_id = params.transaction_id(given)
    try:
        attempt = await conversation.attempts.confirm(
            tenant_id=conversation.configuration.tenant_id,
            gateway=conversation.configuration.gateway,
            endpoint=conversation.configuration.endpoint,
            which=ByExternalId(external_id=external_id),
            amount=None,
            details=conversation.details,
        )
    except AlreadyPaidError:
        attempt = await conversation.find(external_id)
        if attempt.status is not AttemptStatus.PAID:
            raise
    return {
        "transaction": ledger.transaction(attempt),
        "perform_time": ledger.perform_time(attempt),
        "state": int(ledger.state(attempt)),
    }


async def cancel(conversation: Conversation, given: params.Params) -> Mapping[str, object]:
    """Cancel a transaction, or return its money; one that is canceled hears the same again, whatever the reason."""
    external_id, reason = params.transaction_id(given), params.reason(given)
    try:
        attempt = await conversation.attempts.cancel(
            tenant_id=conversation.configuration.tenant_id,
            gateway=conversation.configuration.gateway,
            endpoint=conversation.configuration.endpoint,
            which=ByExternalId(external_id=external_id),
            reason=reason,
            note=f"Payme canceled the payment, reason {reason}.",
            details=conversation.details,
        )
    except AlreadyPaidError:
        attempt = await conversation.find(external_id)
        if attempt.status is AttemptStatus.PAID:
            attempt = await _give_back(conversation, external_id, reason)
    return {
        "transaction": ledger.transaction(attempt),
        "cancel_time": ledger.cancel_time(attempt),
        "state": int(ledger.state(attempt)),
    }


async def _give_back(conversation: Conversation, external_id: str, reason: int) -> Attempt:
    return await conversation.attempts.give_back(
        tenant_id=conversation.configuration.tenant_id,
        gateway=conversation.configuration.gateway,
        endpoint=conversation.configuration.endpoint,
        which=ByExternalId(external_id=external_id),
        reason=reason,
        allowed=not conversation.settings.refunds_refused,
        details=conversation.details,
    )
