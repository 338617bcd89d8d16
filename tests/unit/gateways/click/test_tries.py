"""Which of Click's payments is which, and on which days it may have been made."""

from datetime import UTC, date, datetime

import pytest

from adapters.gateways.click.tries import Try, owner_of, tries_of
from billing.domain.details.click import ClickDetails
from tests.fakes.billing.builders import a_transaction

PREPARED = datetime(2026, 1, 15, 10, 20, tzinfo=UTC)
FIRST = Try(trans_id="3647147957", pay_doc_id=2882343434, moments=(PREPARED,))
SECOND = Try(trans_id="3647147999", pay_doc_id=2882343500, moments=(PREPARED,))


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (datetime(2026, 1, 15, 10, 20, tzinfo=UTC), [date(2026, 1, 15)]),
        # 23:30 and 00:30 in Tashkent, which is five hours ahead.
        (datetime(2026, 1, 15, 18, 30, tzinfo=UTC), [date(2026, 1, 15), date(2026, 1, 16)]),
        (datetime(2026, 1, 15, 19, 30, tzinfo=UTC), [date(2026, 1, 16), date(2026, 1, 15)]),
        (datetime(2026, 1, 15, 20, 30, tzinfo=UTC), [date(2026, 1, 16)]),
    ],
    ids=["afternoon", "before midnight", "after midnight", "at night"],
)
def test_around_midnight_a_payment_may_be_of_either_day(moment: datetime, days: list[date]) -> None:
    """The likelier one first; the calendar is Tashkent's (section 11, pitfall 15)."""
    assert days == list(Try(trans_id="1", pay_doc_id=1, moments=(moment,)).days())


@pytest.mark.parametrize("payment_id", [2882343434, 3647147957], ids=["paydoc", "trans"])
def test_a_payment_with_a_number_of_the_try_is_its_payment(payment_id: int) -> None:
    for is_paid in (True, False):
        assert FIRST == owner_of(payment_id, [SECOND, FIRST], is_paid=is_paid, is_repeatable=True)


def test_a_paid_payment_under_another_number_is_the_only_trys() -> None:
    """Click debits nobody without our answer to Prepare."""
    assert FIRST == owner_of(7, [FIRST], is_paid=True, is_repeatable=False)


@pytest.mark.parametrize(
    ("tries", "is_paid", "is_repeatable"),
    [([FIRST, SECOND], True, False), ([FIRST], False, False), ([FIRST], True, True), ([], True, False)],
    ids=["two tries", "not paid: we may have refused it", "an account is paid again and again", "no try"],
)
def test_any_other_payment_is_nobodys(tries: list[Try], *, is_paid: bool, is_repeatable: bool) -> None:
    assert owner_of(7, tries, is_paid=is_paid, is_repeatable=is_repeatable) is None
    assert owner_of(None, tries, is_paid=is_paid, is_repeatable=True) is None


def test_tries_come_newest_first() -> None:
    told = {
        "1": {"pay_doc_id": 11, "prepared_at": "2026-01-15T10:20:00+00:00"},
        "2": {"pay_doc_id": 12, "prepared_at": "2026-01-16T10:20:00+00:00"},
    }
    assert ["2", "1"] == [one.trans_id for one in tries_of(a_transaction(), ClickDetails(attempts=told))]


def test_a_payment_of_the_time_when_tries_were_not_kept_has_one() -> None:
    [only] = tries_of(a_transaction(), ClickDetails(pay_doc_id=2882343434))
    assert only.is_called(2882343434)
    assert () == tries_of(a_transaction(), ClickDetails())
