"""What a call of Click tells about the payment, for its details."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.gateways.click.request import ClickCall
from adapters.gateways.click.settings import ClickSettings
from billing.domain.attempt import Attempt
from billing.domain.details.click import ClickDetails
from billing.domain.details.codec import Details
from billing.domain.details.update import DetailsUpdate

_MAX_TEXT = 255


def details_update(*, call: ClickCall, settings: ClickSettings) -> DetailsUpdate:
    """The details after this call: what the link said stays, what Click says now is added."""

    def update(known: Details | None, attempt: Attempt) -> Details:
        before = _of_this_try(known, call)
        confirmed = call.completes and call.error == 0
        return replace(
            before,
            service_id=settings.service_id,
            merchant_id=settings.merchant_id,
            merchant_user_id=settings.merchant_user_id,
            merchant_trans_id=call.reference,
            merchant_prepare_id=attempt.number,
            merchant_confirm_id=attempt.number if confirmed else before.merchant_confirm_id,
            pay_doc_id=call.paydoc_id,
            sign_time=storable(call.form["sign_time"]),
            sign_string=storable(call.form["sign_string"]),
            error_code=call.error,
            error_note=storable(call.form["error_note"]),
            attempts=before.attempts if call.completes else _with_try(before, call, attempt),
        )

    return update


def details_of(known: Details | None) -> ClickDetails:
    """The details as Click's; empty where there are none yet."""
    return known if isinstance(known, ClickDetails) else ClickDetails()


def storable(text: str) -> str:
    """A provider's words, short enough to keep and without what no database takes."""
    return text.replace("\x00", "")[:_MAX_TEXT]


def _of_this_try(known: Details | None, call: ClickCall) -> ClickDetails:
    """What is known, without what the Merchant API told of a payment that may be another try's."""
    before = details_of(known)
    if before.payment_id in {None, call.paydoc_id, call.trans_id}:
        return before
    return replace(before, payment_id=None, payment_status=None)


def _with_try(known: ClickDetails, call: ClickCall, attempt: Attempt) -> Mapping[str, Mapping[str, Any]]:
    told = {"pay_doc_id": call.paydoc_id, "prepared_at": attempt.created_at.isoformat()}
    return {**(known.attempts or {}), attempt.external_id: told}
