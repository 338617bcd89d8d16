"""A watcher who comes too late for a look is told from the event exactly what a look would have shown."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest

from accounts.domain.events import PaymentStageReached
from accounts.domain.transaction import Failure as MovementFailure
from accounts.domain.transaction import Transaction as Movement
from adapters.grpc_api.history import movement_after, payment_after
from billing.domain.failure import Failure
from billing.domain.transaction import Transaction as Payment
from shared_kernel.events import Envelope, Event
from tests.builders import TENANT, a_deposit, a_withdrawal, an_account, new_id
from tests.fakes.billing.builders import BIRTH
from tests.fakes.billing.builders import a_transaction as a_payment

LATER = [BIRTH + timedelta(minutes=minute) for minute in range(1, 5)]


def published(event: Event) -> Envelope:
    """The event as it comes out of storage: what it tells has been JSON."""
    return Envelope(
        id=new_id(),
        type=event.type,
        tenant_id=TENANT,
        subject=event.subject,
        occurred_at=event.occurred_at,
        data=json.loads(json.dumps(event.data())),
    )


def deposits() -> Sequence[Movement]:
    begun = a_deposit(an_account())
    pending = begun.pend(billing_transaction_id=new_id(), payment_url="https://pay.example/1", at=LATER[0])
    return [begun, pending, pending.complete(billing_transaction_id=None, at=LATER[1])]


def withdrawals() -> Sequence[Movement]:
    begun = a_withdrawal(an_account())
    pending = begun.pend(billing_transaction_id=new_id(), payment_url="", at=LATER[0])
    failure = MovementFailure(reason="CANCELED", message="The operator said no.")
    return [begun, pending, pending.fail(failure=failure, billing_transaction_id=None, at=LATER[1])]


@pytest.mark.parametrize("history", [deposits(), withdrawals()], ids=["deposit", "withdrawal"])
def test_every_later_stage_of_a_movement_is_told_as_it_was(history: Sequence[Movement]) -> None:
    last = history[-1]
    told = [movement_after(last, published(PaymentStageReached(transaction=stage))) for stage in history[1:]]
    assert list(history[1:]) == told


def paid_and_returned() -> Sequence[Payment]:
    begun = a_payment()
    waiting = begun.await_payer(at=LATER[0], payment_url="https://pay.example/2")
    expired = waiting.expire(at=LATER[1])
    paid = expired.complete(at=LATER[2])
    return [begun, waiting, expired, paid, paid.refund(at=LATER[3], amount=paid.amount)]


def failed() -> Sequence[Payment]:
    begun = a_payment()
    waiting = begun.await_payer(at=LATER[0], payment_url="https://pay.example/3")
    return [begun, waiting, waiting.fail(at=LATER[1], failure=Failure(reason="REFUSED", message="No."))]


@pytest.mark.parametrize("history", [paid_and_returned(), failed()], ids=["paid and returned", "failed"])
def test_every_stage_of_a_payment_is_told_as_it_was(history: Sequence[Payment]) -> None:
    last = history[-1]
    told = [payment_after(last, published(stage.events[-1])) for stage in history]
    assert list(history) == told
