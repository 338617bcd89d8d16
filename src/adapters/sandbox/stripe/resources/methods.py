"""How payers pay: Stripe's test payment methods, each with the fate that Stripe's documentation gives it."""

from enum import StrEnum

from adapters.sandbox.stripe.rest.errors import ApiError


class Method(StrEnum):
    """A payment method; the last two have no name of Stripe's own.

    - AUTHENTICATE: the bank asks the payer first (3-D Secure).
    - REFUND_FAILS, REFUND_PENDS: refunds are accepted and fail later, or wait before they succeed.
    - DELAYED: a bank debit, whose end is known days later.
    - REFUND_ASKS: refunds wait until the payer has given bank details.
    """

    CARD = "pm_card_visa"
    DECLINED = "pm_card_chargeDeclined"
    NO_MONEY = "pm_card_chargeDeclinedInsufficientFunds"
    AUTHENTICATE = "pm_card_authenticationRequired"
    DISPUTED = "pm_card_createDispute"
    REFUND_FAILS = "pm_card_refundFail"
    REFUND_PENDS = "pm_card_pendingRefund"
    DELAYED = "pm_sandbox_bankDebit"
    REFUND_ASKS = "pm_sandbox_refundNeedsBankDetails"


DECLINES = {Method.DECLINED: "generic_decline", Method.NO_MONEY: "insufficient_funds"}


def method_of(name: str) -> Method:
    """The method of an id.

    Raises:
        ApiError: resource_missing.
    """
    try:
        return Method(name)
    except ValueError:
        message = f"No such PaymentMethod: '{name}'"
        raise ApiError(message, code="resource_missing", param="payment_method") from None
