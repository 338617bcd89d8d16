"""A payer's try as a provider announces it, and how it becomes an attempt of a transaction that is locked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from billing.application.attempt_release import expire_overdue
from billing.application.keep_changes import keep_changes
from billing.domain.announcement import Announcement, Receiver
from billing.domain.attempt import Attempt, AttemptDraft, AttemptStatus
from billing.domain.attempt_rules import AttemptRules
from billing.domain.details.update import DetailsUpdate
from billing.domain.errors import AttemptCanceledError, OrderBusyError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.guard_settings import wants_guard
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

# Who shares the money is the order's affair, so it is asked of the transaction.
ReceiversOf = Callable[[Transaction], tuple[Receiver, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedTry:
    """What the provider says of the try; `configuration` is None where nobody may veto it."""

    tenant_id: TenantId
    gateway: str
    endpoint: str
    external_id: str
    reference: str
    amount: Money
    rules: AttemptRules
    announcement: Announcement
    receivers: ReceiversOf
    details: DetailsUpdate
    configuration: GatewayConfiguration | None

    @property
    def is_guarded(self) -> bool:
        """Whether the tenant wants to be asked before the payer may be charged."""
        return self.configuration is not None and wants_guard(self.configuration.settings)

    async def find(self, unit: BillingUnitOfWork) -> tuple[Transaction | None, Sequence[Attempt]]:
        """What the try pays, locked, with its attempts; None where no order has its reference."""
        return await unit.attempts.lock_announced(
            gateway=self.gateway, endpoint=self.endpoint, external_id=self.external_id, reference=self.reference
        )

    def among(self, attempts: Sequence[Attempt]) -> Attempt | None:
        """This very try, if it was announced before."""
        return next(
            (one for one in attempts if (one.endpoint, one.external_id) == (self.endpoint, self.external_id)), None
        )

    async def require_alone(
        self, unit: BillingUnitOfWork, transaction: Transaction, attempts: Sequence[Attempt], *, at: datetime
    ) -> Transaction:
        """The transaction without the attempts whose time is over; its lock lets nobody slip in between.

        Raises:
            OrderBusyError: another attempt of it waits.
        """
        for other in attempts:
            transaction, seen = await expire_overdue(unit, transaction, other, details=self.details, at=at)
            if seen.status is AttemptStatus.PREPARED:
                raise OrderBusyError
        return transaction

    async def add(self, unit: BillingUnitOfWork, transaction: Transaction, *, at: datetime) -> Attempt:
        """The try as an attempt of the transaction.

        Raises:
            AttemptCanceledError: it came later than its provider waits.
        """
        if self.announcement.is_over(at=at):
            raise AttemptCanceledError
        draft = AttemptDraft(
            tenant_id=self.tenant_id,
            gateway=self.gateway,
            endpoint=self.endpoint,
            external_id=self.external_id,
            reference=self.reference,
            transaction_id=transaction.id,
            amount=self.amount,
            created_at=at,
            announcement=self.announcement,
            receivers=self.receivers(transaction),
        )
        attempt = await unit.attempts.add(draft)
        await keep_changes(unit, transaction.change_details(at=at, details=self.details(transaction.details, attempt)))
        return attempt
