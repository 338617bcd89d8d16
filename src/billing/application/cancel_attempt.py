"""A provider reports that a payer was not charged."""

from billing.application.attempt_release import CANCELED, release
from billing.application.attempt_search import lock_attempt, unknown_attempt
from billing.application.returned_money import close_returned
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.details.update import DetailsUpdate
from billing.domain.failure import Failure
from billing.domain.transaction import Transaction
from billing.domain.which_attempt import WhichAttempt
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.tenant import TenantId

_OVER = frozenset({AttemptStatus.CANCELED, AttemptStatus.EXPIRED, AttemptStatus.RETURNED})


class CancelAttempt:
    """Cancels a prepared attempt (Click: Complete with an error; Payme: CancelTransaction before the money is taken).

    - An order stays payable: the payer may try again.
    - A top-up fails: no other attempt can ever pay it.
    - What is paid stays paid: money goes back by a refund.
    - Of money that came in vain, and that we refused, it is the word that the payer has it back.
    """

    def __init__(self, *, units_of_work: BillingUnitOfWorks, top_ups: TopUps, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._top_ups = top_ups
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        endpoint: str,
        which: WhichAttempt,
        reason: int | None,
        note: str,
        details: DetailsUpdate,
    ) -> Attempt:
        """Cancel the attempt; one that is over is answered as it is. `reason` and `note`: the provider's words.

        No amount is compared: no money moved.

        Raises (in the protocol's order of checks):
            UnknownReferenceError: nothing can be paid under this reference.
            AttemptNotFoundError: this endpoint prepared no such attempt of this reference.
            AlreadyPaidError: its money was reported before; nothing changes.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            found = await lock_attempt(unit, gateway=gateway, endpoint=endpoint, which=which)
            if found is not None:
                return await self._cancel(unit, *found, reason=reason, note=note, details=details)
        raise await unknown_attempt(
            units_of_work=self._units_of_work,
            top_ups=self._top_ups,
            tenant_id=tenant_id,
            gateway=gateway,
            which=which,
        )

    async def _cancel(
        self,
        unit: BillingUnitOfWork,
        transaction: Transaction,
        attempt: Attempt,
        *,
        reason: int | None,
        note: str,
        details: DetailsUpdate,
    ) -> Attempt:
        at = self._clock.now()
        if attempt.status in _OVER:
            # The provider heard our no to money it had taken, and now says that the payer has it.
            await close_returned(
                unit,
                transaction_id=attempt.transaction_id,
                payments=[attempt.external_id],
                resolution=f"Returned to the payer: {note}",
                at=at,
            )
            return attempt
        canceled = attempt.cancel(at=at, reason=reason)
        failure = Failure(reason=CANCELED, message=note)
        await release(unit, transaction, canceled, failure=failure, details=details, at=at)
        return canceled
