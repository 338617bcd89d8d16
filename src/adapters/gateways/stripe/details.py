"""What Stripe's objects add to the details of a payment, whichever of them is heard first.

An object is a snapshot and may be older than what is known: words about a status only move forward.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from adapters.gateways.stripe.declines import tellable
from adapters.gateways.stripe.event import Json
from billing.domain.details.codec import Details
from billing.domain.details.stripe import StripeDetails
from billing.domain.observation import DetailsChange

NOTHING: Json = MappingProxyType({})
ONBOARDED = "complete"

_ORDER = {
    "session_status": ("open", "expired", "complete"),
    "payment_status": ("unpaid", "no_payment_required", "paid"),
    "payout_status": ("pending", "in_transit", "paid", "canceled", "failed"),
    "dispute_status": (
        "warning_needs_response",
        "warning_under_review",
        "needs_response",
        "under_review",
        "appeal_needs_response",
        "appeal_under_review",
        "warning_closed",
        "prevented",
        "lost",
        "won",
    ),
    "payment_intent_status": (
        "requires_payment_method",
        "requires_confirmation",
        "requires_action",
        "processing",
        "requires_capture",
        "canceled",
        "succeeded",
    ),
}


def change_of(*, session: Json | None = None, intent: Json | None = None, own: Json = NOTHING) -> DetailsChange:
    """How a session, its payment, or both change what is known; `own` is what only we know."""
    return _change({**_of_session(session or {}), **_of_intent(intent or {}), **own})


def _change(told: Mapping[str, Any]) -> DetailsChange:
    def change(known: Details | None) -> Details:
        before = known if isinstance(known, StripeDetails) else StripeDetails()
        facts = {name: value for name, value in told.items() if value is not None and _is_news(before, name, value)}
        after = replace(before, **facts)
        if after.payment_intent_status == "succeeded":
            # What went wrong before the payer succeeded is of no interest any more.
            return replace(after, error_code=None, error_message=None)
        return after

    return change


def _is_news(before: StripeDetails, name: str, value: object) -> bool:
    order = _ORDER.get(name)
    known = getattr(before, name)
    if order is None or known not in order or value not in order:
        return True
    return order.index(value) >= order.index(known)


def change_of_charge(charge: Json) -> DetailsChange:
    """How a charge with its balance transaction changes what is known: what Stripe kept."""
    entry = charge.get("balance_transaction")
    told: dict[str, Any] = {"charge_id": charge.get("id"), "payment_intent_id": name_of(charge.get("payment_intent"))}
    if isinstance(entry, dict):
        told |= {
            "fee": entry.get("fee"),
            "fee_currency": str(entry.get("currency") or "").upper() or None,
            "balance_transaction_id": entry.get("id"),
        }
    return _change(told)


def change_of_payout(
    *, payout: Json | None = None, transfer: Json | None = None, account: Json | None = None
) -> DetailsChange:
    """How a payout, the transfer that brought its money to the connected account, and that account change it."""
    payout = payout or {}
    told = {
        "payout_id": payout.get("id"),
        "payout_status": payout.get("status"),
        "transfer_id": (transfer or {}).get("id"),
        "livemode": payout.get("livemode"),
        **({} if account is None else onboarding_of(account)),
    }
    if payout.get("failure_code"):
        told |= {"error_code": payout["failure_code"], "error_message": payout.get("failure_message")}
    return _change(told)


def onboarding_of(account: Json) -> dict[str, str]:
    """How far a connected account is: `complete` where it can be paid, else `incomplete`, or `restricted` by Stripe."""
    transfers = (account.get("capabilities") or {}).get("transfers", "active")
    if account.get("payouts_enabled") is True and transfers == "active":
        return {"onboarding_status": ONBOARDED, "disabled_reason": ""}
    reason = str((account.get("requirements") or {}).get("disabled_reason") or "")
    status = "restricted" if account.get("details_submitted") else "incomplete"
    return {"onboarding_status": status, "disabled_reason": reason}


def change_of_dispute(dispute: Json) -> DetailsChange:
    """How a dispute changes what is known: the flag that a payment is disputed, and how that stands."""
    return _change(
        {
            "dispute_id": dispute.get("id"),
            "dispute_status": dispute.get("status"),
            "payment_intent_id": name_of(dispute.get("payment_intent")),
        }
    )


def _of_session(session: Json) -> dict[str, Any]:
    return {
        "mode": session.get("mode"),
        "session_id": session.get("id"),
        "session_status": session.get("status"),
        "payment_status": session.get("payment_status"),
        "payment_intent_id": name_of(session.get("payment_intent")),
        "setup_intent_id": name_of(session.get("setup_intent")),
        "client_reference_id": session.get("client_reference_id"),
        "invoice_id": name_of(session.get("invoice")),
        "subscription_id": name_of(session.get("subscription")),
        "customer_id": name_of(session.get("customer")),
        "success_url": session.get("success_url"),
        "cancel_url": session.get("cancel_url"),
        "url": session.get("url"),
        "expires_at": session.get("expires_at"),
        "livemode": session.get("livemode"),
    }


def _of_intent(intent: Json) -> dict[str, Any]:
    told = {
        "payment_intent_id": intent.get("id"),
        "payment_intent_status": intent.get("status"),
        "charge_id": name_of(intent.get("latest_charge")),
        "customer_id": name_of(intent.get("customer")),
        "livemode": intent.get("livemode"),
    }
    if error := intent.get("last_payment_error"):
        told["error_code"], told["error_message"] = decline_of(error)
    return {name: value for name, value in told.items() if value is not None}


def decline_of(error: Json) -> tuple[str, str]:
    """Why the payer's last try failed, as far as he may be told."""
    code = error.get("decline_code") or error.get("code") or "payment_failed"
    return tellable(code=str(code), text=str(error.get("message") or ""))


def name_of(value: object) -> str | None:
    """The id of an object that may be expanded."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None
