"""What a call of Click tells about the payment, for its details."""

from dataclasses import replace

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
        before = known if isinstance(known, ClickDetails) else ClickDetails()
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
        )

    return update


def storable(text: str) -> str:
    """A provider's words, short enough to keep and without what no database takes."""
    return text.replace("\x00", "")[:_MAX_TEXT]
