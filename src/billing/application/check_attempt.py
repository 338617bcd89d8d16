"""A provider asks whether an attempt would be taken, before it announces one."""

from billing.application.ask_guard import AskGuard
from billing.domain.attempt import AttemptStatus
from billing.domain.attempt_rules import AttemptRules
from billing.domain.errors import AmountMismatchError, OrderBusyError, UnknownReferenceError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.guard_settings import wants_guard
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.payment_guard import Moment
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class CheckAttempt:
    """Tells whether PrepareAttempt would take an attempt by the same rules; nothing changes (Payme: CheckPerform).

    A tenant with a guard is asked about an order; about a top-up only once there is a payment to be asked about.
    """

    def __init__(self, *, units_of_work: BillingUnitOfWorks, top_ups: TopUps, guard: AskGuard, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._top_ups = top_ups
        self._guard = guard
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        reference: str,
        amount: Money,
        rules: AttemptRules,
        configuration: GatewayConfiguration,
    ) -> Transaction | None:
        """The order that may be paid; None for a top-up, which is nothing yet.

        Raises:
            UnknownReferenceError: nothing can be paid under this reference.
            AmountMismatchError: not the order's amount, or outside the limits of a top-up.
            AlreadyPaidError: the order is paid.
            OrderClosedError: the order is over.
            OrderBusyError: another attempt of the order waits, and the rules allow one at a time.
            VetoedError: the tenant's guard said no.
        """
        order = await self._order(tenant_id=tenant_id, gateway=gateway, reference=reference, amount=amount, rules=rules)
        if order is None:
            await self._require_top_up(tenant_id=tenant_id, reference=reference, amount=amount, rules=rules)
        elif wants_guard(configuration.settings):
            await self._guard(order, moment=Moment.BEFORE_CHARGE, amount=amount, configuration=configuration)
        return order

    async def _order(
        self, *, tenant_id: TenantId, gateway: str, reference: str, amount: Money, rules: AttemptRules
    ) -> Transaction | None:
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            order = await unit.transactions.find_payable(gateway=gateway, reference=reference)
            if order is None:
                return None
            if order.status is Status.INITIATED:
                # The provider asks before it answers the call by which we opened the payment.
                order = order.await_payer(at=self._clock.now(), payment_url=order.payment_url)
            rules.require_payable(order, amount=amount)
            await self._require_alone(unit, order, rules)
            return order

    async def _require_top_up(self, *, tenant_id: TenantId, reference: str, amount: Money, rules: AttemptRules) -> None:
        limits = rules.top_up_limits
        accepted = limits is not None and await self._top_ups.accepts(
            tenant_id=tenant_id, number=reference, currency=amount.currency
        )
        if limits is None or not accepted:
            raise UnknownReferenceError
        if not limits.allow(amount):
            raise AmountMismatchError

    async def _require_alone(self, unit: BillingUnitOfWork, order: Transaction, rules: AttemptRules) -> None:
        if not rules.one_at_a_time:
            return
        at = self._clock.now()
        for attempt in await unit.attempts.of_transaction(order.id):
            if attempt.status is AttemptStatus.PREPARED and not attempt.is_overdue(at=at):
                raise OrderBusyError
