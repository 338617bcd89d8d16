"""Tenants whose webhooks share a commit: the database lets it see all of them, so that each question names its own."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

from billing.domain.attempt import Attempt
from billing.domain.direction import Direction
from billing.domain.discrepancy import DiscrepancyKind, discrepancy_of
from billing.domain.errors import TransactionNotFoundError
from billing.domain.provider_call import Operation, due_call
from billing.domain.transaction import Transaction
from billing.domain.which_attempt import ByExternalId, ByNumber
from billing.ports.unit_of_work import BillingUnitOfWork
from tests.contract.billing.conftest import BillingStore
from tests.fakes.billing.builders import BIRTH, a_refund, a_transaction, an_attempt, numbered_id, pending


async def found(question: Awaitable[object]) -> bool:
    """Whether the transaction is there."""
    try:
        await question
    except TransactionNotFoundError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Work that asks all that webhooks ask, about this payment; whether there was an answer, by what was asked."""

    payment: Transaction
    attempt: Attempt

    async def __call__(self, unit: BillingUnitOfWork) -> Mapping[str, bool]:
        payment, attempt = self.payment, self.attempt
        known = {"gateway": attempt.gateway, "endpoint": attempt.endpoint}
        number = ByNumber(number=attempt.number, reference=attempt.reference, currency=attempt.amount.currency)
        external_id = ByExternalId(external_id=attempt.external_id)
        announced, _ = await unit.attempts.lock_announced(
            **known, external_id=attempt.external_id, reference=attempt.reference
        )
        answers = {
            "get": await found(unit.transactions.get(payment.id)),
            "lock_with_order": await found(unit.transactions.lock_with_order(payment.id)),
            "lock_order": await unit.transactions.lock_order(
                reference=payment.order_reference, direction=Direction.PAYMENT
            ),
            "find_payable": await unit.transactions.find_payable(
                gateway=payment.gateway, reference=payment.order_reference
            ),
            "announced": announced,
            "by_number": await unit.attempts.lock_with_order(**known, which=number),
            "by_external_id": await unit.attempts.lock_with_order(**known, which=external_id),
            "attempt": await unit.attempts.get(attempt.number),
            "attempt_locked": await unit.attempts.lock(attempt.number),
            "attempt_found": await unit.attempts.by_external_id(**known, external_id=attempt.external_id),
            "attempts": await unit.attempts.of_transaction(payment.id),
            "refunds": await unit.refunds.of_transaction(payment.id),
            "call": await unit.calls.find(operation=Operation.LOOK_UP, subject_id=payment.id),
            "calls": await unit.calls.of_transaction(payment.id),
            "discrepancies": await unit.discrepancies.of_transaction(payment.id),
        }
        return {question: bool(answer) for question, answer in answers.items()}


async def test_no_question_of_a_webhook_finds_what_belongs_to_a_stranger_in_its_commit(
    billing_store: BillingStore,
) -> None:
    payment = pending(a_transaction(tenant_id=billing_store.other_tenant))
    call = due_call(
        call_id=numbered_id(9),
        transaction=payment,
        operation=Operation.LOOK_UP,
        subject_id=payment.id,
        amount=None,
        at=BIRTH,
    )
    async with billing_store.units_of_work(tenant_id=billing_store.other_tenant) as unit:
        await unit.transactions.add(payment)
        attempt = await unit.attempts.add(an_attempt(payment))
        await unit.refunds.keep(a_refund(payment))
        await unit.calls.add(call)
        kind = DiscrepancyKind.SURPLUS_PAYMENT
        await unit.discrepancies.first_time(discrepancy_of(attempt=attempt, kind=kind, amount=payment.amount, at=BIRTH))
    ask = Ask(payment=payment, attempt=attempt)

    strangers, own = await asyncio.gather(
        billing_store.units_of_work.shared(tenant_id=billing_store.tenant, work=ask),
        billing_store.units_of_work.shared(tenant_id=billing_store.other_tenant, work=ask),
    )

    assert dict.fromkeys(own, False) == strangers
    assert dict.fromkeys(own, True) == own
