"""What Stripe is asked, built from what is stored alone (Stripe protocol, sections 4 to 7).

A repeated call must say the same to the last byte, or its idempotency key is refused: nothing here reads a clock.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from adapters.gateways.stripe.amounts import to_payout, to_stripe
from adapters.gateways.stripe.settings import StripeSettings
from adapters.gateways.stripe.wishes import Mode, Wishes
from billing.domain.errors import GatewayRefusedError
from billing.domain.provider_call import ProviderCall
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction

# Stripe takes 30 minutes to 24 hours after its own clock: a bit less, because clocks differ.
SESSION_LIFE = timedelta(hours=23)
_LONGEST_WORD = 500
_REASONS = frozenset({"duplicate", "fraudulent", "requested_by_customer"})
_DATA_OF = {
    Mode.PAYMENT: "payment_intent_data",
    Mode.SUBSCRIPTION: "subscription_data",
    Mode.SETUP: "setup_intent_data",
}

Params = dict[str, Any]


def session_params(*, transaction: Transaction, wishes: Wishes, settings: StripeSettings) -> Params:
    """A Checkout Session for a payment (section 5.1).

    Our id stands on the session and on what it makes: Stripe copies no metadata from one to the other.

    Raises:
        GatewayRefusedError: Stripe cannot say the amount, or there is no address for payers to return to.
    """
    words = {"transaction_id": str(transaction.id)}
    success_url = transaction.return_url or settings.success_url
    if not success_url:
        raise GatewayRefusedError(
            gateway="stripe", code="parameter_missing", message="Neither return_url nor success_url is set."
        )
    params: Params = {
        "mode": wishes.mode.value,
        "client_reference_id": str(transaction.id),
        "metadata": words,
        _DATA_OF[wishes.mode]: {"metadata": words, **_payment_data(wishes, settings)},
        "success_url": success_url,
        "expires_at": int((transaction.created_at + SESSION_LIFE).timestamp()),
    }
    if wishes.mode is Mode.SETUP:
        params["currency"] = transaction.amount.currency.code.lower()
    else:
        params["line_items"] = line_items(transaction=transaction, wishes=wishes)
    if cancel_url := settings.cancel_url:
        params["cancel_url"] = cancel_url
    if wishes.customer:
        params["customer"] = wishes.customer
    elif wishes.customer_email:
        params["customer_email"] = wishes.customer_email
    return params


def line_items(*, transaction: Transaction, wishes: Wishes) -> list[Mapping[str, Any]]:
    """What the page lists: the payment's own items, or one of its amount."""
    if wishes.items:
        return list(wishes.items)
    price: Params = {
        "currency": transaction.amount.currency.code.lower(),
        "unit_amount": to_stripe(transaction.amount),
        "product_data": {"name": f"Order {transaction.order_reference}"},
    }
    if wishes.mode is Mode.SUBSCRIPTION:
        price["recurring"] = {"interval": wishes.interval}
    return [{"price_data": price, "quantity": 1}]


def intent_params(*, transaction: Transaction, wishes: Wishes, settings: StripeSettings) -> Params:
    """A charge of a saved payment method, confirmed at once (section 6).

    Raises:
        GatewayRefusedError: Stripe cannot say the amount.
    """
    params: Params = {
        "amount": to_stripe(transaction.amount),
        "currency": transaction.amount.currency.code.lower(),
        "capture_method": "manual" if wishes.manual else "automatic",
        "confirm": True,
        "payment_method": wishes.payment_method,
        "metadata": {"transaction_id": str(transaction.id)},
    }
    if wishes.description:
        params["description"] = wishes.description
    if wishes.customer:
        params["customer"] = wishes.customer
    if settings.statement_descriptor:
        params["statement_descriptor_suffix"] = settings.statement_descriptor
    if return_url := transaction.return_url or settings.success_url:
        params["return_url"] = return_url
    else:
        # Without a way back the payer's bank cannot ask him anything.
        params["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "never"}
    return params


def refund_params(*, transaction: Transaction, refund: Refund, intent: str) -> Params:
    """A refund (section 7). Stripe knows three reasons; any other is only written down.

    Raises:
        GatewayRefusedError: Stripe cannot say the amount.
    """
    words = {"refund_id": str(refund.id), "transaction_id": str(transaction.id)}
    params: Params = {"payment_intent": intent, "amount": to_stripe(refund.amount), "metadata": words}
    if refund.reason in _REASONS:
        params["reason"] = refund.reason
    elif refund.reason:
        words["reason"] = refund.reason[:_LONGEST_WORD]
    return params


def transfer_params(*, transaction: Transaction, account: str) -> Params:
    """A transfer to a connected account, found again by its group (section 9).

    Raises:
        GatewayRefusedError: Stripe cannot pay the amount out.
    """
    return {
        "amount": to_payout(transaction.amount),
        "currency": transaction.amount.currency.code.lower(),
        "destination": account,
        "transfer_group": str(transaction.id),
        "metadata": {"transaction_id": str(transaction.id)},
    }


def payout_params(*, transaction: Transaction, settings: StripeSettings) -> Params:
    """A payout from the connected account to its bank (section 9).

    Raises:
        GatewayRefusedError: Stripe cannot pay the amount out.
    """
    params: Params = {
        "amount": to_payout(transaction.amount),
        "currency": transaction.amount.currency.code.lower(),
        "metadata": {"transaction_id": str(transaction.id)},
    }
    if settings.statement_descriptor:
        params["statement_descriptor"] = settings.statement_descriptor
    return params


def made_since(call: ProviderCall) -> Params:
    """What the object of a call can be found among: everything that is not older than the call."""
    return {"created": {"gte": int((call.created_at - timedelta(minutes=5)).timestamp())}, "limit": 100}


def _payment_data(wishes: Wishes, settings: StripeSettings) -> Params:
    """What the session makes is called, and how it begins; only payments can be held or named on a card statement."""
    data: Params = {"description": wishes.description} if wishes.description else {}
    if wishes.trial_days:
        data["trial_period_days"] = wishes.trial_days
    if wishes.mode is Mode.PAYMENT and wishes.manual:
        data["capture_method"] = "manual"
    if wishes.mode is Mode.PAYMENT and settings.statement_descriptor:
        data["statement_descriptor_suffix"] = settings.statement_descriptor
    return data
