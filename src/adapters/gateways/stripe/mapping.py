"""What Stripe's objects say of a payment, in our words: the one table (Stripe protocol, section 14)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from adapters.gateways.stripe.amounts import from_stripe
from adapters.gateways.stripe.declines import tellable
from adapters.gateways.stripe.details import change_of, change_of_payout, decline_of
from adapters.gateways.stripe.entries import fee_of
from adapters.gateways.stripe.event import Json
from billing.domain.failure import Failure
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.refund import RefundStatus
from shared_kernel.money import Money

_SAVED = Failure(reason="NOTHING_TO_PAY", message="The page was completed without a payment.")
_REVERSED = Failure(reason="TRANSFER_REVERSED", message="The transfer was taken back.")
_PAID = frozenset({"paid", "no_payment_required"})
# What a merchant may say; any other reason is Stripe's own: a hold lapsed, a session took its payment along.
_BY_MERCHANT = frozenset({None, "duplicate", "fraudulent", "requested_by_customer", "abandoned"})

_REFUNDS: Mapping[str, RefundStatus] = MappingProxyType(
    {
        "succeeded": RefundStatus.SUCCEEDED,
        "failed": RefundStatus.FAILED,
        "canceled": RefundStatus.CANCELED,
    }
)


def of_session(session: Json, *, intent: Json | None = None, refunds: Iterable[Json] = ()) -> Observation:
    """What a Checkout Session says, and its payment where that is known, too: it knows more about money.

    The fulfilment rule (section 5.2): completed is not paid.
    """
    details = change_of(session=session, intent=intent)
    if session.get("status") == "expired":
        return Observation(standing=Standing.EXPIRED, details=details)
    if session.get("status") != "complete":
        return Observation(standing=Standing.WAITING, details=details)
    if _takes_no_money(session):
        return Observation(standing=Standing.CANCELED, failure=_SAVED, details=details)
    if intent is not None:
        return _of_completed(intent, refunds=refunds, session=session)
    if session.get("payment_status") in _PAID:
        amount = from_stripe(session.get("amount_total"), session.get("currency"))
        return Observation(standing=_if_known(Standing.PAID, amount), amount=amount, details=details)
    return Observation(standing=Standing.WAITING, details=details)


def of_intent(intent: Json, *, in_checkout: bool, refunds: Iterable[Json] = ()) -> Observation:
    """What a PaymentIntent says. Within Checkout a declined payer may try again until the session ends."""
    details, status = change_of(intent=intent), intent.get("status")
    if status == "succeeded":
        amount = from_stripe(intent.get("amount_received"), intent.get("currency"))
        news = tuple(refund_news(one) for one in refunds if _amount_of(one) is not None)
        charge = intent.get("latest_charge")
        fee = fee_of(charge.get("balance_transaction")) if isinstance(charge, dict) else ()
        return Observation(
            standing=_if_known(Standing.PAID, amount), amount=amount, refunds=news, details=details, entries=fee
        )
    if status == "requires_capture":
        amount = from_stripe(intent.get("amount_capturable"), intent.get("currency"))
        return Observation(standing=_if_known(Standing.AUTHORIZED, amount), amount=amount, details=details)
    if status == "canceled":
        by_merchant = intent.get("cancellation_reason") in _BY_MERCHANT
        return Observation(standing=Standing.CANCELED if by_merchant else Standing.EXPIRED, details=details)
    if status == "requires_payment_method" and not in_checkout and intent.get("last_payment_error"):
        return Observation(standing=Standing.FAILED, failure=_failure(intent), details=details)
    return Observation(standing=Standing.WAITING, details=details)


def of_failed_session(session: Json) -> Observation:
    """A delayed payment came to nothing: the session is complete, so nobody can try again (section 5.2)."""
    failure = Failure(reason="PAYMENT_FAILED", message="The payer's bank did not pay.")
    return Observation(standing=Standing.FAILED, failure=failure, details=change_of(session=session))


def refund_news(refund: Json) -> RefundNews:
    """What a refund says; one whose status we do not know is still under way.

    Raises:
        ValueError: it names no amount.
    """
    amount = _amount_of(refund)
    if amount is None:
        raise ValueError("A refund without an amount.")
    status = _REFUNDS.get(str(refund.get("status")), RefundStatus.PENDING)
    failure = None
    if status in {RefundStatus.FAILED, RefundStatus.CANCELED}:
        reason = str(refund.get("failure_reason") or status.value)
        code, _ = tellable(code=reason, text="")
        failure = Failure(reason=code.upper(), message=f"Stripe could not refund: {code.replace('_', ' ')}.")
    return RefundNews(
        refund_id=our_id(refund, "refund_id"),
        external_id=str(refund.get("id") or ""),
        amount=amount,
        status=status,
        failure=failure,
    )


def of_payout(payout: Json, *, transfer: Json | None = None, account: Json | None = None) -> Observation:
    """What a payout says; `paid` is provisional, and `failed` the last word (section 9)."""
    details = change_of_payout(payout=payout, transfer=transfer, account=account)
    status = payout.get("status")
    if status == "paid":
        amount = from_stripe(payout.get("amount"), payout.get("currency"))
        return Observation(standing=_if_known(Standing.PAID, amount), amount=amount, details=details)
    if status in {"failed", "canceled"}:
        code = str(payout.get("failure_code") or status)
        told, text = tellable(code=code, text=str(payout.get("failure_message") or "The payout did not arrive."))
        return Observation(
            standing=Standing.FAILED, failure=Failure(reason=told.upper(), message=text), details=details
        )
    return Observation(standing=Standing.WAITING, details=details)


def of_reversed_transfer(transfer: Json) -> Observation:
    """What a transfer says that was taken back; where only a part of it was, the payout stays what it is."""
    if transfer.get("reversed") is True:
        return Observation(standing=Standing.FAILED, failure=_REVERSED)
    returned = from_stripe(transfer.get("amount_reversed"), transfer.get("currency"))
    is_news = returned is not None and returned.minor_units > 0
    return Observation(standing=Standing.WAITING, refunded=returned if is_news else None)


def our_id(about: Json, name: str) -> UUID | None:
    """Our id in an object's metadata; None where somebody else wrote there, or nobody."""
    words = about.get("metadata")
    return as_uuid(words.get(name)) if isinstance(words, dict) else None


def as_uuid(text: object) -> UUID | None:
    """The id in a word of Stripe's; None for anything else."""
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _of_completed(intent: Json, *, refunds: Iterable[Json], session: Json) -> Observation:
    # The session is complete: whoever is declined now cannot try again.
    told = of_intent(intent, in_checkout=False, refunds=refunds)
    return Observation(
        standing=told.standing,
        amount=told.amount,
        refunds=told.refunds,
        failure=told.failure,
        entries=told.entries,
        details=change_of(session=session, intent=intent),
    )


def _takes_no_money(session: Json) -> bool:
    """A saved payment method, or a subscription that begins with a trial."""
    mode = session.get("mode")
    return mode == "setup" or (mode == "subscription" and session.get("payment_status") == "no_payment_required")


def _failure(intent: Json) -> Failure:
    code, text = decline_of(intent["last_payment_error"])
    return Failure(reason=code.upper(), message=text or "The card was declined.")


def _amount_of(refund: Json) -> Money | None:
    return from_stripe(refund.get("amount"), refund.get("currency"))


def _if_known(standing: Standing, amount: object) -> Standing:
    """Money whose amount cannot be read is not booked; it is asked about again."""
    return Standing.WAITING if amount is None else standing
