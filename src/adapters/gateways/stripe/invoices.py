"""Invoices of subscriptions (Stripe protocol, section 11): every period after the first is paid by one of them."""

from dataclasses import dataclass, replace
from uuid import UUID

from adapters.gateways.stripe.amounts import from_stripe
from adapters.gateways.stripe.details import change_of
from adapters.gateways.stripe.event import Json
from adapters.gateways.stripe.mapping import as_uuid, of_intent
from billing.domain.failure import Failure
from billing.domain.observation import DetailsChange, Observation, Standing
from shared_kernel.money import Money

_GIVEN_UP = Failure(reason="PAYMENT_FAILED", message="The payer's bank declined, and Stripe does not try again.")
# The invoice of the first period, which the Checkout Session is about.
_FIRST = "subscription_create"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Whose invoice it is: our id of the first payment, where Stripe kept it, and Stripe's name of the subscription."""

    transaction_id: UUID | None
    subscription: str


def agreement_of(invoice: Json) -> Agreement | None:
    """The agreement behind an invoice; None for one that nobody subscribed to."""
    about = (invoice.get("parent") or {}).get("subscription_details")
    if not isinstance(about, dict) or not isinstance(about.get("subscription"), str):
        return None
    words = about.get("metadata") or {}
    return Agreement(transaction_id=as_uuid(words.get("transaction_id")), subscription=about["subscription"])


def is_first(invoice: Json) -> bool:
    """Whether it is about the period that the Checkout Session began."""
    return invoice.get("billing_reason") == _FIRST


def amount_due(invoice: Json) -> Money | None:
    """What is to be paid."""
    return from_stripe(invoice.get("amount_due"), invoice.get("currency"))


def of_invoice(invoice: Json, *, intent: Json | None = None) -> Observation:
    """What an invoice says of its payment; a declined one waits as long as Stripe tries again."""
    told = Observation(standing=Standing.WAITING, details=details_change(invoice, intent=intent))
    match invoice.get("status"):
        case "paid":
            amount = from_stripe(invoice.get("amount_paid"), invoice.get("currency"))
            fees = of_intent(intent, in_checkout=False).entries if intent is not None else ()
            standing = Standing.WAITING if amount is None else Standing.PAID
            return replace(told, standing=standing, amount=amount, entries=fees)
        case "void":
            return replace(told, standing=Standing.CANCELED)
        case "uncollectible":
            return replace(told, standing=Standing.FAILED, failure=_GIVEN_UP)
        case "open" if invoice.get("attempted") and invoice.get("next_payment_attempt") is None:
            return replace(told, standing=Standing.FAILED, failure=_GIVEN_UP)
        case _:
            return told


def details_change(invoice: Json, *, intent: Json | None = None) -> DetailsChange:
    """How an invoice changes what is known."""
    agreement = agreement_of(invoice)
    own = {
        "mode": "subscription",
        "billing_reason": invoice.get("billing_reason"),
        "invoice_id": invoice.get("id"),
        "subscription_id": agreement and agreement.subscription,
        "url": None if is_first(invoice) else invoice.get("hosted_invoice_url"),
    }
    return change_of(intent=intent, own=own)
