"""Sending money back (Stripe protocol, section 7): a refund, or all that is left of a payment that settles nothing."""

from collections.abc import Sequence
from dataclasses import replace

from adapters.gateways.stripe.client import StripeApi
from adapters.gateways.stripe.doubt import while_doubtful
from adapters.gateways.stripe.mapping import refund_news
from adapters.gateways.stripe.payment import as_it_stands
from adapters.gateways.stripe.requests import refund_params
from billing.domain.details.stripe import StripeDetails
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError
from billing.domain.observation import RefundNews
from billing.domain.provider_call import ProviderCall
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from shared_kernel.money import Money

_SENT = frozenset({RefundStatus.PENDING, RefundStatus.SUCCEEDED})


async def send_refund(api: StripeApi, *, transaction: Transaction, refund: Refund, call: ProviderCall) -> RefundNews:
    """Send a refund, once: a try in doubt looks first.

    Raises:
        GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: as `PaymentProvider` says.
    """
    intent = _known_intent(transaction)
    if not intent or call.doubtful:
        payment = await as_it_stands(api, transaction)
        told = tuple(map(refund_news, payment.refunds))
        if call.doubtful and (made := _made_before(told, refund)):
            return made
        intent = payment.intent_id
    return await _send(api, refund, transaction=transaction, intent=intent, call=call, key=call.key)


async def return_payment(api: StripeApi, *, transaction: Transaction, refund: Refund, call: ProviderCall) -> RefundNews:
    """Send back what is left: none of it is ours to keep, so it does not matter who sent the rest.

    Raises:
        GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: as `PaymentProvider` says.
    """
    payment = await as_it_stands(api, transaction)
    told = tuple(map(refund_news, payment.refunds))
    if call.doubtful and (made := _made_before(told, refund)) and made.status not in _SENT:
        return made
    sent = [one for one in told if one.status in _SENT]
    left = refund.amount - sum((one.amount for one in sent), start=Money(0, refund.amount.currency))
    if left.minor_units > 0:
        # Another sum is another thing asked: Stripe refuses a key that comes again with other words.
        key = call.key if not sent else f"{call.key}:{left.minor_units}"
        rest = replace(refund, amount=left)
        try:
            ours = await _send(api, rest, transaction=transaction, intent=payment.intent_id, call=call, key=key)
        except GatewayRefusedError as refused:
            if (await as_it_stands(api, transaction)).refunds == payment.refunds:
                raise
            raise GatewayUnavailableError("Some of it went back meanwhile.") from refused
        if ours.status not in _SENT:
            return ours
        sent.append(ours)
    return _all_of(sent, refund)


async def _send(
    api: StripeApi, refund: Refund, *, transaction: Transaction, intent: str, call: ProviderCall, key: str
) -> RefundNews:
    if not intent:
        raise GatewayRefusedError(gateway="stripe", code="resource_missing", message="There is no payment.")
    params = refund_params(transaction=transaction, refund=refund, intent=intent)
    with while_doubtful(call):
        return refund_news(await api.create_refund(params, key=key))


def _known_intent(transaction: Transaction) -> str:
    """What Stripe has told is its name of the payment; empty where it has to be asked."""
    details = transaction.details
    return (details.payment_intent_id or "") if isinstance(details, StripeDetails) else ""


def _made_before(told: Sequence[RefundNews], refund: Refund) -> RefundNews | None:
    return next((one for one in told if one.refund_id == refund.id), None)


def _all_of(sent: Sequence[RefundNews], refund: Refund) -> RefundNews:
    """All that went back as one: it has arrived once the last of it has."""
    arrived = all(one.status is RefundStatus.SUCCEEDED for one in sent)
    return RefundNews(
        refund_id=refund.id,
        external_id=",".join(one.external_id for one in sent),
        amount=refund.amount,
        status=RefundStatus.SUCCEEDED if arrived else RefundStatus.PENDING,
    )
