"""Opening a payment at Stripe: once, however often it is asked for."""

from collections.abc import Awaitable, Callable

from adapters.gateways.outcomes import while_reading
from adapters.gateways.stripe.amounts import from_stripe
from adapters.gateways.stripe.bought import bought
from adapters.gateways.stripe.client import StripeApi
from adapters.gateways.stripe.details import change_of
from adapters.gateways.stripe.doubt import while_doubtful
from adapters.gateways.stripe.event import Json
from adapters.gateways.stripe.mapping import our_id
from adapters.gateways.stripe.requests import Params, intent_params, made_since, session_params
from adapters.gateways.stripe.settings import StripeSettings
from adapters.gateways.stripe.wishes import Mode, Wishes, wishes_of
from billing.domain.errors import GatewayRefusedError
from billing.domain.provider_call import ProviderCall
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink


async def open_payment(
    api: StripeApi, *, transaction: Transaction, settings: StripeSettings, call: ProviderCall
) -> PaymentLink:
    """Where the payer pays, and what Stripe told; no address for a payment without a page, unless his bank asks him.

    Raises:
        GatewayRefusedError: Stripe does not take it, or what is bought costs another sum.
    """
    wishes = wishes_of(transaction, settings=settings)
    if wishes.mode is Mode.INTENT:
        intent = await _intent(api, transaction, wishes, settings, call)
        told = change_of(intent=intent, own={"mode": wishes.mode.value})
        return PaymentLink(payment_url=_address_of_bank(intent), details=told(None), told=told)
    session = await _session(api, transaction, wishes, settings, call)
    # On the first day of a trial nothing is due.
    if wishes.mode is not Mode.SETUP and not wishes.trial_days:
        await _require_amount(api, session, transaction, call)
    own = {"items": bought(wishes.items), "subscription_data": _subscription_data(wishes)}
    told = change_of(session=session, own=own)
    return PaymentLink(payment_url=session.get("url") or "", details=told(None), told=told)


def _subscription_data(wishes: Wishes) -> Json | None:
    """How a subscription begins, for the payment's details."""
    if wishes.mode is not Mode.SUBSCRIPTION:
        return None
    told = {"description": wishes.description, "trial_period_days": wishes.trial_days}
    return {name: value for name, value in told.items() if value} or None


async def _session(
    api: StripeApi, transaction: Transaction, wishes: Wishes, settings: StripeSettings, call: ProviderCall
) -> Json:
    params = session_params(transaction=transaction, wishes=wishes, settings=settings)
    if call.doubtful and (found := await _made_before(api.sessions, transaction, call)):
        return found
    with while_doubtful(call):
        return await api.create_session(params, key=call.key)


async def _intent(
    api: StripeApi, transaction: Transaction, wishes: Wishes, settings: StripeSettings, call: ProviderCall
) -> Json:
    params = intent_params(transaction=transaction, wishes=wishes, settings=settings)
    if call.doubtful and (found := await _made_before(api.intents, transaction, call)):
        return found
    with while_doubtful(call):
        return await api.create_intent(params, key=call.key)


async def _require_amount(api: StripeApi, session: Json, transaction: Transaction, call: ProviderCall) -> None:
    """Let a session pass that takes exactly our amount; another is closed, before any payer sees it."""
    if from_stripe(session.get("amount_total"), session.get("currency")) == transaction.amount:
        return
    await api.expire_session(str(session["id"]), key=f"{call.key}:expire")
    raise GatewayRefusedError(
        gateway="stripe", code="amount_mismatch", message="What is bought does not cost what is to be paid."
    )


async def _made_before(
    list_all: Callable[[Params], Awaitable[list[Json]]], transaction: Transaction, call: ProviderCall
) -> Json | None:
    with while_reading():
        made = await list_all(made_since(call))
    return next((one for one in made if our_id(one, "transaction_id") == transaction.id), None)


def _address_of_bank(intent: Json) -> str:
    """Where the payer's bank asks him whether it is he."""
    action = intent.get("next_action") or {}
    return (action.get("redirect_to_url") or {}).get("url") or ""
