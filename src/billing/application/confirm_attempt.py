"""A provider reports that a payer was charged."""

from billing.application.attempt_search import unknown_attempt
from billing.application.follow_gateway import FollowGateway
from billing.application.settle_attempt import SettleAttempt
from billing.domain.attempt import Attempt
from billing.domain.details.update import DetailsUpdate
from billing.domain.which_attempt import WhichAttempt
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.errors import ConflictError
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class ConfirmAttempt:
    """Settles a prepared attempt (Click: Complete without error; Payme: PerformTransaction).

    - However often and however many at once: a transaction is settled exactly once.
    - Of several links to one order the first that is paid wins; the others are called off.
    - An expired transaction is completed late: the payer was quicker than our clock.
    - Money for an order that another attempt paid, or for something canceled, is never dropped: the discrepancy is
      committed first, and only then the provider hears the refusal.
    """

    def __init__(
        self, *, units_of_work: BillingUnitOfWorks, top_ups: TopUps, follow: FollowGateway, clock: Clock
    ) -> None:
        self._units_of_work = units_of_work
        self._top_ups = top_ups
        self._settle = SettleAttempt(follow=follow, clock=clock)

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        endpoint: str,
        which: WhichAttempt,
        amount: Money | None,
        details: DetailsUpdate,
        wants_receipt: bool = False,
    ) -> Attempt:
        """Settle the attempt and complete its transaction; `amount` None: the provider does not repeat it.

        With `wants_receipt` the provider is asked for a tax receipt soon afterwards.

        Raises (in the protocol's order of checks):
            UnknownReferenceError: nothing can be paid under this reference.
            AttemptNotFoundError: this endpoint prepared no such attempt of this reference.
            AlreadyPaidError: the attempt is paid, or another one paid the order (recorded as a discrepancy).
            AttemptCanceledError: the attempt is over or the transaction was canceled (recorded as a discrepancy), or
                its money was returned.
            AmountMismatchError: not the amount prepared; nothing changes.
        """

        async def settle(unit: BillingUnitOfWork) -> Attempt | ConflictError | None:
            found = await unit.attempts.lock_with_order(gateway=gateway, endpoint=endpoint, which=which)
            if found is None:
                return None
            return await self._settle.within(unit, *found, amount=amount, details=details, wants_receipt=wants_receipt)

        outcome = await self._units_of_work.shared(tenant_id=tenant_id, work=settle)
        if outcome is None:
            raise await unknown_attempt(
                units_of_work=self._units_of_work,
                top_ups=self._top_ups,
                tenant_id=tenant_id,
                gateway=gateway,
                which=which,
            )
        # Raised only here, behind the commit that keeps the discrepancy.
        if isinstance(outcome, ConflictError):
            raise outcome
        return outcome
