"""Which of Click's payments is which: the tries we know from Prepare, and the numbers Click has for them.

Nothing says that `payment_id` is `click_paydoc_id` or `click_trans_id` (Click protocol, section 14.3), so a payment is
taken for a try's only if its number is one of the try's two, or if it was paid and no other try can have been: Click
debits nobody without our answer to Prepare.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from billing.domain.details.click import ClickDetails
from billing.domain.transaction import Transaction

# Without daylight saving since 1992, so no zone data is needed.
_TASHKENT = timezone(timedelta(hours=5))
# So long before Prepare a payment may have been made at Click, and so far may clocks differ.
_AROUND = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try to pay.

    Attributes:
        trans_id: `click_trans_id`; empty for payments of the time when tries were not kept.
        moments: when it was prepared, or may have been.
    """

    trans_id: str
    pay_doc_id: int | None
    moments: tuple[datetime, ...]

    def is_called(self, payment_id: int | None) -> bool:
        """Whether this number of the Merchant API is one of its own."""
        return payment_id is not None and (payment_id == self.pay_doc_id or str(payment_id) == self.trans_id)

    def days(self) -> tuple[date, ...]:
        """The days, in Tashkent, on which it may have been made; around midnight there are two."""
        shifts = (timedelta(0), -_AROUND, _AROUND)
        return tuple(dict.fromkeys(day_of(moment + shift) for moment in self.moments for shift in shifts))


def tries_of(transaction: Transaction, details: ClickDetails) -> tuple[Try, ...]:
    """The tries of a payment, newest first."""
    tries = [
        Try(trans_id=trans_id, pay_doc_id=told["pay_doc_id"], moments=(datetime.fromisoformat(told["prepared_at"]),))
        for trans_id, told in (details.attempts or {}).items()
    ]
    if not tries and details.pay_doc_id is not None:
        moments = (transaction.updated_at, transaction.created_at)
        tries = [Try(trans_id="", pay_doc_id=details.pay_doc_id, moments=moments)]
    return tuple(sorted(tries, key=lambda one: one.moments, reverse=True))


def owner_of(payment_id: int | None, tries: Iterable[Try], *, is_paid: bool, is_repeatable: bool) -> Try | None:
    """The try that this payment is; None when that is not certain.

    `is_repeatable`: other transactions are paid under the same reference, as top-ups of one account are.
    """
    known = tuple(tries)
    found = next((one for one in known if one.is_called(payment_id)), None)
    if found is None and len(known) == 1 and is_paid and not is_repeatable:
        return known[0]
    return found


def day_of(moment: datetime) -> date:
    """The calendar day in Tashkent."""
    return moment.astimezone(_TASHKENT).date()
