"""The life of a transaction, and the event each of its stages is told with."""

import itertools
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.domain.conversion import Conversion
from accounts.domain.errors import IllegalStatusError
from accounts.domain.events import PaymentStageReached
from accounts.domain.status import Status
from accounts.domain.transaction import Failure, Kind
from tests.builders import StepClock, a_deposit, a_transaction, a_withdrawal, an_account, money, new_id

LATER = StepClock().now()
FAILURE = Failure(reason="EXPIRED", message="The payer did not pay in time.")
MOVES = {
    Status.PENDING: lambda item: item.pend(billing_transaction_id=new_id(), payment_url="https://pay", at=LATER),
    Status.COMPLETED: lambda item: item.complete(billing_transaction_id=None, at=LATER),
    Status.FAILED: lambda item: item.fail(failure=FAILURE, billing_transaction_id=None, at=LATER),
}
LEGAL = {
    (Status.INITIATED, Status.PENDING),
    (Status.INITIATED, Status.COMPLETED),
    (Status.INITIATED, Status.FAILED),
    (Status.PENDING, Status.COMPLETED),
    (Status.PENDING, Status.FAILED),
    (Status.FAILED, Status.COMPLETED),
}
COMES_BACK = (Status.COMPLETED, Status.FAILED)


@pytest.mark.parametrize(("before", "after"), sorted(LEGAL))
def test_a_legal_step_is_taken_and_counted(before: Status, after: Status) -> None:
    opened = a_deposit(an_account(), status=before)
    moved = MOVES[after](opened)
    assert (after, opened.version + 1, LATER) == (moved.status, moved.version, moved.updated_at)


@pytest.mark.parametrize(
    ("before", "after"), sorted(step for step in itertools.product(Status, MOVES) if step not in LEGAL)
)
def test_every_other_step_is_refused_with_both_ends_of_it(before: Status, after: Status) -> None:
    with pytest.raises(IllegalStatusError) as caught:
        MOVES[after](a_deposit(an_account(), status=before))
    assert {"current": before, "wanted": after} == caught.value.parameters


def test_what_was_paid_out_may_come_back() -> None:
    before, after = COMES_BACK
    assert after is MOVES[after](a_withdrawal(an_account(), status=before)).status


def test_a_failed_deposit_that_is_paid_after_all_has_not_failed() -> None:
    failed = MOVES[Status.FAILED](a_deposit(an_account()))
    assert None is MOVES[Status.COMPLETED](failed).failure


@pytest.mark.parametrize("kind", [Kind.TRANSFER, Kind.FEE, Kind.ADJUSTMENT])
def test_what_no_gateway_moves_heeds_no_verdict(kind: Kind) -> None:
    moved = a_transaction(an_account(), kind=kind)
    assert not moved.heeds(status=Status.FAILED, payment_version=7)
    with pytest.raises(IllegalStatusError):
        MOVES[Status.FAILED](moved)


@pytest.mark.parametrize(("version", "heeded"), [(0, False), (3, False), (4, False), (5, True)])
def test_money_that_went_out_follows_the_highest_version_of_its_payment(version: int, *, heeded: bool) -> None:
    paid_out = a_withdrawal(an_account()).complete(billing_transaction_id=None, payment_version=4, at=LATER)
    assert heeded is paid_out.heeds(status=Status.FAILED, payment_version=version)


@pytest.mark.parametrize("version", [0, 3, 5])
def test_a_paid_deposit_stays_paid_and_a_failed_one_is_paid_after_all_whatever_the_version(version: int) -> None:
    deposit = a_deposit(an_account())
    paid = deposit.complete(billing_transaction_id=None, payment_version=4, at=LATER)
    failed = deposit.fail(failure=FAILURE, billing_transaction_id=None, payment_version=4, at=LATER)
    assert not paid.heeds(status=Status.FAILED, payment_version=version)
    assert failed.heeds(status=Status.COMPLETED, payment_version=version)


def test_a_pending_transaction_knows_its_payment_and_where_to_pay() -> None:
    billing_id = new_id()
    pended = a_deposit(an_account()).pend(billing_transaction_id=billing_id, payment_url="https://pay", at=LATER)
    assert (billing_id, "https://pay") == (pended.billing_transaction_id, pended.payment_url)


def test_the_account_is_changed_by_the_converted_amount_when_there_is_one() -> None:
    plain = a_withdrawal(an_account(), amount=money(900))
    assert money(900) == plain.account_amount
    conversion = Conversion(source=money(900, "USD"), target=money(11_385), rate=Decimal("12.65"), rate_source="fixed")
    assert money(11_385) == replace(plain, conversion=conversion).account_amount


def test_an_event_tells_what_every_consumer_relies_on() -> None:
    deposit = a_deposit(an_account(), amount=money(900))
    event = PaymentStageReached(transaction=deposit)
    assert "accounts.deposit.initiated.v1" == event.type
    assert (deposit.tenant_id, deposit.id, deposit.updated_at) == (event.tenant_id, event.subject, event.occurred_at)
    assert {
        "transaction_id": str(deposit.id),
        "account_id": str(deposit.account_id),
        "counter_account_id": None,
        "refunded_transaction_id": None,
        "user_id": str(deposit.user_id),
        "amount": 900,
        "currency": "UZS",
        "status": "initiated",
        "provider": "click",
        "timestamp": "2026-03-02T12:00:00+00:00",
        "version": 1,
        "failure": None,
        "metadata": {"operation": "deposit"},
    } == json.loads(json.dumps(event.data()))


def test_a_failure_is_told_with_its_reason() -> None:
    event = PaymentStageReached(
        transaction=a_withdrawal(an_account()).fail(failure=FAILURE, billing_transaction_id=None, at=LATER)
    )
    assert "accounts.withdraw.failed.v1" == event.type
    assert {"reason": "EXPIRED", "message": "The payer did not pay in time."} == event.data()["failure"]
