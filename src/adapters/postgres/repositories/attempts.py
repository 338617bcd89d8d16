"""Attempts to pay, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres import billing_statements as statements
from adapters.postgres.attempt_numbers import AttemptNumbers
from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.json_rows import json_row
from adapters.postgres.prepared_statement import Command
from adapters.postgres.repositories.attempt_rows import announced, attempt_of, moving
from adapters.postgres.repositories.billing_rows import in_order, transaction_of
from adapters.postgres.tables.billing import attempts
from adapters.postgres.transactions import system_transaction
from billing.domain.attempt import MAX_NUMBER, Attempt, AttemptDraft, AttemptStatus
from billing.domain.transaction import Transaction
from billing.domain.which_attempt import ByExternalId, WhichAttempt
from shared_kernel.tenant import TenantId

_A = attempts.c


class PostgresAttempts:
    """The attempts of a tenant."""

    def __init__(self, connection: BillingConnection, tenant_id: TenantId, numbers: AttemptNumbers) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._numbers = numbers

    async def add(self, draft: AttemptDraft) -> Attempt:
        number = await self._numbers.next(self._connection)
        self._connection.later(statements.ADD_ATTEMPT(json_row(announced(draft, number=number))))
        return draft.numbered(number)

    async def lock_announced(
        self, *, gateway: str, endpoint: str, external_id: str, reference: str
    ) -> tuple[Transaction | None, Sequence[Attempt]]:
        tenant_id = self._tenant_id
        announced_as = (tenant_id, tenant_id, gateway, endpoint, external_id, tenant_id, gateway, reference)
        transactions, found = await self._connection.ask_both(
            statements.LOCK_ANNOUNCED(*announced_as), statements.ATTEMPTS_OF_ANNOUNCED(*announced_as)
        )
        row = transactions.first()
        if row is None:
            return None, ()
        attempts_found = [attempt_of(one) for one in found]
        if any(one.transaction_id != row.id for one in attempts_found):
            # Between the two questions another transaction became the one to pay.
            return transaction_of(row), await self.of_transaction(row.id)
        return transaction_of(row), attempts_found

    async def lock_with_order(
        self, *, gateway: str, endpoint: str, which: WhichAttempt
    ) -> tuple[tuple[Transaction, ...], Attempt] | None:
        tenant_id = self._tenant_id
        order = (tenant_id, tenant_id)
        if isinstance(which, ByExternalId):
            known = (tenant_id, which.external_id, gateway, endpoint)
            questions = (
                statements.LOCK_EXTERNAL_ORDER(tenant_id, *known, *order),
                statements.LOCK_EXTERNAL_ATTEMPT(*known),
            )
        elif _is_possible(which.number):
            questions = (
                statements.LOCK_ATTEMPT_ORDER(
                    tenant_id, tenant_id, which.number, gateway, endpoint, which.reference, *order
                ),
                statements.LOCK_ATTEMPT(tenant_id, which.number),
            )
        else:
            return None
        transactions, attempts_found = await self._connection.ask_both(*questions)
        row = attempts_found.first()
        if row is None or not transactions.all():
            return None
        attempt = attempt_of(row)
        return in_order(transactions, attempt.transaction_id), attempt

    async def save(self, attempt: Attempt) -> None:
        self._connection.later(statements.SAVE_ATTEMPT(json_row({**moving(attempt), "tenant_id": self._tenant_id})))

    async def get(self, number: int) -> Attempt | None:
        return await self._one(statements.GET_ATTEMPT(self._tenant_id, number)) if _is_possible(number) else None

    async def lock(self, number: int) -> Attempt | None:
        return await self._one(statements.LOCK_ATTEMPT(self._tenant_id, number)) if _is_possible(number) else None

    async def by_external_id(self, *, gateway: str, endpoint: str, external_id: str) -> Attempt | None:
        return await self._one(statements.FIND_ATTEMPT(self._tenant_id, gateway, endpoint, external_id))

    async def of_transaction(self, transaction_id: UUID) -> tuple[Attempt, ...]:
        found = await self._connection.ask(statements.ATTEMPTS_OF_TRANSACTION(self._tenant_id, transaction_id))
        return tuple(attempt_of(row) for row in found)

    async def told_between(self, *, gateway: str, endpoint: str, start: datetime, end: datetime) -> Sequence[Attempt]:
        wanted = (
            self._mine()
            .where(_A.gateway == gateway, _A.endpoint == endpoint, _A.told_at.between(start, end))
            .order_by(_A.told_at, _A.number)
        )
        return [attempt_of(row) for row in await self._connection.execute(wanted)]

    def _mine(self) -> Select[Any]:
        return select(attempts).where(_A.tenant_id == self._tenant_id)

    async def _one(self, command: Command) -> Attempt | None:
        row = (await self._connection.ask(command)).first()
        return None if row is None else attempt_of(row)


class PostgresOverdueAttempts:
    """The attempts of every tenant whose time is over; only the sweep looks across tenants."""

    def __init__(self, system_engine: AsyncEngine) -> None:
        self._engine = system_engine

    async def expired_before(self, *, moment: datetime, after: Attempt | None, limit: int) -> Sequence[Attempt]:
        place = tuple_(_A.expires_at, _A.tenant_id, _A.number)
        wanted = select(attempts).where(_A.status == AttemptStatus.PREPARED.value, _A.expires_at < moment)
        if after is not None:
            wanted = wanted.where(place > (after.announcement.expires_at, after.tenant_id, after.number))
        async with system_transaction(self._engine) as connection:
            found = await connection.execute(wanted.order_by(_A.expires_at, _A.tenant_id, _A.number).limit(limit))
            return [attempt_of(row) for row in found]


def _is_possible(number: int) -> bool:
    """Whether the column could hold it: providers echo numbers, and others may send whatever they like."""
    return 0 < number <= MAX_NUMBER
