"""The status of a payment moves along the allowed ways and no other."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from billing.domain.errors import IllegalStatusError, RefundExceedsCapturedError
from billing.domain.failure import Failure
from billing.domain.status import ALLOWED, LIVE, PAID, Status
from billing.domain.transaction import Transaction
from shared_kernel.currency import currency
from shared_kernel.money import CurrencyMismatchError, InvalidAmountError, Money
from tests.fakes.billing.builders import BIRTH, a_transaction
from tests.fakes.billing.world import uzs

AMOUNT = 1000
NO_FUNDS = Failure(reason="INSUFFICIENT_FUNDS", message="Not enough money.")

# As design and protocol documents state it, written out once more so that a slip in the code's table shows.
WAYS = {
    "initiated": {"pending", "failed", "canceled"},
    "pending": {"authorized", "completed", "failed", "canceled", "expired"},
    "authorized": {"completed", "canceled", "expired"},
    "completed": {"partially_refunded", "refunded"},
    "partially_refunded": {"partially_refunded", "refunded"},
    "expired": {"completed"},
    "failed": set(),
    "canceled": set(),
    "refunded": set(),
}

Verb = Callable[[Transaction], Transaction]

VERBS: dict[Status, Verb] = {
    Status.PENDING: lambda one: one.await_payer(at=BIRTH, payment_url="https://pay.example/1"),
    Status.AUTHORIZED: lambda one: one.authorize(at=BIRTH),
    Status.COMPLETED: lambda one: one.complete(at=BIRTH),
    Status.FAILED: lambda one: one.fail(at=BIRTH, failure=NO_FUNDS),
    Status.CANCELED: lambda one: one.cancel(at=BIRTH),
    Status.EXPIRED: lambda one: one.expire(at=BIRTH),
}


def test_the_table_of_ways_is_the_agreed_one() -> None:
    assert {Status(one): {Status(to) for to in ways} for one, ways in WAYS.items()} == dict(ALLOWED)


def test_every_status_is_live_or_paid_or_over() -> None:
    """So that nothing is forgotten where the sets are used."""
    over = {Status.FAILED, Status.CANCELED, Status.EXPIRED}
    assert set(Status) == LIVE | PAID | over
    assert {Status.AUTHORIZED} == LIVE & PAID


class PaymentWalk(RuleBasedStateMachine):
    """Any verbs in any order: legal ones do what they say, others change nothing."""

    @initialize()
    def begin(self) -> None:
        self.payment = a_transaction(amount=uzs(AMOUNT))
        self.returned = 0

    @rule(wanted=st.sampled_from(sorted(VERBS)))
    def move(self, wanted: Status) -> None:
        before = self.payment
        if wanted in WAYS[before.status]:
            self.payment = VERBS[wanted](before)

            assert wanted == self.payment.status
            assert f"billing.transaction.{wanted}.v1" == self.payment.events[-1].type
        else:
            with pytest.raises(IllegalStatusError) as refused:
                VERBS[wanted](before)
            assert {"current": before.status, "wanted": wanted} == refused.value.parameters

    @rule(tiyin=st.integers(min_value=-1, max_value=AMOUNT + 1))
    def refund(self, tiyin: int) -> None:
        before = self.payment
        left = before.captured_amount.minor_units - self.returned
        if before.status in {Status.COMPLETED, Status.PARTIALLY_REFUNDED} and 0 < tiyin <= left:
            self.payment = before.refund(at=BIRTH, amount=uzs(tiyin))
            self.returned += tiyin

            assert (self.payment.status is Status.REFUNDED) == (self.returned == AMOUNT)
        else:
            with pytest.raises((IllegalStatusError, RefundExceedsCapturedError, InvalidAmountError)):
                before.refund(at=BIRTH, amount=uzs(tiyin))

    @invariant()
    def sums_agree_with_the_status(self) -> None:
        paid = self.payment.status in PAID - {Status.AUTHORIZED}
        assert uzs(AMOUNT if paid else 0) == self.payment.captured_amount
        assert uzs(self.returned) == self.payment.refunded_amount
        assert self.payment.refunded_amount <= self.payment.captured_amount

    @invariant()
    def every_change_is_one_version_and_one_event(self) -> None:
        versions = [event.version for event in self.payment.events]
        assert list(range(1, self.payment.version + 1)) == versions
        assert 0 == self.payment.stored_version

    @invariant()
    def what_was_fixed_at_birth_stays(self) -> None:
        born = a_transaction(amount=uzs(AMOUNT))
        assert (born.id, born.tenant_id, born.gateway, born.amount, born.created_at) == (
            self.payment.id,
            self.payment.tenant_id,
            self.payment.gateway,
            self.payment.amount,
            self.payment.created_at,
        )


TestPaymentWalk = PaymentWalk.TestCase
TestPaymentWalk.settings = settings(max_examples=60, stateful_step_count=25)


@given(sums=st.lists(st.integers(min_value=1, max_value=AMOUNT + 1), min_size=1, max_size=8))
def test_refunds_never_sum_above_what_was_captured(sums: list[int]) -> None:
    """Each is taken whole or refused whole; the last tiyin makes the payment refunded."""
    payment = VERBS[Status.COMPLETED](VERBS[Status.PENDING](a_transaction(amount=uzs(AMOUNT))))
    left = AMOUNT
    for tiyin in sums:
        if tiyin <= left:
            payment = payment.refund(at=BIRTH, amount=uzs(tiyin))
            left -= tiyin
        else:
            with pytest.raises((RefundExceedsCapturedError, IllegalStatusError)):
                payment.refund(at=BIRTH, amount=uzs(tiyin))

        assert uzs(AMOUNT - left) == payment.refunded_amount <= payment.captured_amount
        assert (left == 0) == (payment.status is Status.REFUNDED)


def test_a_payment_after_the_expiry_is_booked_and_marked_late() -> None:
    expired = VERBS[Status.EXPIRED](VERBS[Status.PENDING](a_transaction()))

    late = expired.complete(at=BIRTH)

    assert (Status.COMPLETED, True) == (late.status, late.late)
    assert not VERBS[Status.COMPLETED](VERBS[Status.PENDING](a_transaction())).late


def test_a_failed_payment_says_why() -> None:
    failed = a_transaction().fail(at=BIRTH, failure=NO_FUNDS)

    assert NO_FUNDS == failed.failure
    assert {"reason": "INSUFFICIENT_FUNDS", "message": "Not enough money."} == failed.events[-1].data()["failure"]


def test_a_change_moves_the_time_of_update_and_not_of_birth() -> None:
    payment = a_transaction()
    later = BIRTH + timedelta(hours=1)

    canceled = payment.cancel(at=later)

    assert (payment.created_at, later) == (canceled.created_at, canceled.updated_at)


@pytest.mark.parametrize("tiyin", [0, -1])
def test_a_payment_of_nothing_cannot_be_born(tiyin: int) -> None:
    with pytest.raises(InvalidAmountError) as refused:
        a_transaction(amount=uzs(tiyin))
    assert "amount" == refused.value.field


def test_refunding_another_currency_is_refused() -> None:
    completed = VERBS[Status.COMPLETED](VERBS[Status.PENDING](a_transaction()))

    with pytest.raises(CurrencyMismatchError):
        completed.refund(at=BIRTH, amount=Money(1, currency("USD")))
