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
from accounts.domain.transaction import Failure
from tests.builders import StepClock, a_deposit, a_withdrawal, an_account, money, new_id

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
}


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
