"""What Click says, in our words: a genuine form becomes a call with exact numbers (section 4.5, steps 3 and 4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.gateways.click.answers import Code
from adapters.gateways.click.errors import ClickRefusalError
from adapters.gateways.click.form import COMPLETE, PREPARE
from adapters.gateways.click.numbers import bigint
from adapters.gateways.click.settings import UZS, ClickSettings
from shared_kernel.money import AmountOverflowError, InvalidAmountError, Money, parse_major_units

# Test tools send prepare ids up to 10**12, ours stay below 2**31; no attempt has the number 0.
NO_ATTEMPT = 0
# Below zero, finer than a tiyin or beyond 64 bits; nothing of ours ever costs 0, so comparing it fails where the
# protocol says.
NO_AMOUNT = Money(0, UZS)
_MAX_ATTEMPT = 2**31 - 1
_ERROR = re.compile(r"0|-[1-9][0-9]{0,17}")
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickCall:
    """A genuine call for our service.

    Attributes:
        trans_id: Click's id of this try to pay, 64 bits.
        paydoc_id: Click's payment document, the number the payer is shown, 64 bits.
        reference: `merchant_trans_id`: our order reference or account number, any text at all.
        amount: NO_AMOUNT when it can be none of ours.
        attempt: `merchant_prepare_id` of a Complete; NO_ATTEMPT when it can be none of ours.
        error: 0 when the payer was debited (or, in Prepare, may be), negative when not.
        form: the fields as received, for the record.
    """

    trans_id: int
    paydoc_id: int
    reference: str
    amount: Money
    completes: bool
    attempt: int
    error: int
    form: Mapping[str, str]


def translate(*, form: Mapping[str, str], settings: ClickSettings) -> ClickCall:
    """The call a genuine form makes.

    Raises:
        ClickRefusalError: -3 for an action we do not know; -8 for another service or a number that is none.
    """
    if form["action"] not in {PREPARE, COMPLETE}:
        raise ClickRefusalError(Code.UNKNOWN_ACTION)
    # A second service of the merchant may share the secret: its payments must not settle our orders.
    if bigint(form["service_id"]) != settings.service_id:
        raise ClickRefusalError(Code.BAD_REQUEST, "service_id is another service.")
    return ClickCall(
        trans_id=_required_bigint(form, "click_trans_id"),
        paydoc_id=_required_bigint(form, "click_paydoc_id"),
        reference=form["merchant_trans_id"],
        amount=_amount(form["amount"]),
        completes=form["action"] == COMPLETE,
        attempt=_attempt(form.get("merchant_prepare_id", "")),
        error=_error(form["error"]),
        form=form,
    )


def _required_bigint(form: Mapping[str, str], name: str) -> int:
    number = bigint(form[name])
    if number is None:
        raise ClickRefusalError(Code.BAD_REQUEST, f"{name} is not a 64-bit number.")
    return number


def _attempt(text: str) -> int:
    number = bigint(text)
    return number if number is not None and number <= _MAX_ATTEMPT else NO_ATTEMPT


def _error(text: str) -> int:
    # Only 0 says that the payer was debited, so a positive value, which Click does not define, settles nothing.
    if not _ERROR.fullmatch(text):
        raise ClickRefusalError(Code.BAD_REQUEST, "error is neither 0 nor negative.")
    return int(text)


def _amount(text: str) -> Money:
    if not _DECIMAL.fullmatch(text):
        raise ClickRefusalError(Code.BAD_REQUEST, "amount is not a decimal number.")
    if text.startswith("-"):
        return NO_AMOUNT
    try:
        return parse_major_units(text=text, currency=UZS)
    except (InvalidAmountError, AmountOverflowError):
        return NO_AMOUNT
