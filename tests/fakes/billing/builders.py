"""Payments as tests need them: everything has a usual value, a test names only what it is about."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from billing.domain.attempt import AttemptDraft
from billing.domain.direction import Direction
from billing.domain.initiate import initiate
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from billing.domain.transaction import Transaction
from shared_kernel.identifiers import uuid7
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.fakes.billing.world import TENANT, uzs

BIRTH = datetime(2026, 1, 15, 10, 20, 30, tzinfo=UTC)


def numbered_id(number: int) -> UUID:
    """Ids in the order of their numbers."""
    return uuid7(unix_milliseconds=1_768_472_430_000 + number, randomness=number)


def a_transaction(
    number: int = 1,
    *,
    tenant_id: TenantId = TENANT,
    gateway: str = "click",
    direction: Direction = Direction.PAYMENT,
    amount: Money | None = None,
    order_reference: str = "",
    metadata: Mapping[str, str] | None = None,
) -> Transaction:
    """An initiated one, born `number` seconds after BIRTH."""
    return initiate(
        transaction_id=numbered_id(number),
        tenant_id=tenant_id,
        gateway=gateway,
        direction=direction,
        amount=amount or uzs(100_000),
        order_reference=order_reference or f"order-{number}",
        return_url="https://shop.example/back",
        metadata=metadata or {},
        at=BIRTH + timedelta(seconds=number),
    )


def pending(transaction: Transaction) -> Transaction:
    return transaction.await_payer(at=BIRTH, payment_url="https://pay.example/1")


def an_attempt(transaction: Transaction, *, external_id: str = "3647147957", endpoint: str = "e1") -> AttemptDraft:
    return AttemptDraft(
        tenant_id=transaction.tenant_id,
        gateway=transaction.gateway,
        endpoint=endpoint,
        external_id=external_id,
        reference=transaction.order_reference,
        transaction_id=transaction.id,
        amount=transaction.amount,
        created_at=BIRTH,
    )


def a_refund(
    transaction: Transaction,
    number: int = 1,
    *,
    amount: Money | None = None,
    status: RefundStatus = RefundStatus.PENDING,
) -> Refund:
    return Refund(
        id=numbered_id(1000 + number),
        tenant_id=transaction.tenant_id,
        transaction_id=transaction.id,
        amount=amount or transaction.amount,
        status=status,
        origin=RefundOrigin.CALLER,
        reason="",
        external_id="",
        failure=None,
        created_at=BIRTH + timedelta(seconds=number),
        updated_at=BIRTH + timedelta(seconds=number),
    )
