"""A provider asks whether something could be paid, and nothing is reserved."""

from billing.domain.errors import UnknownReferenceError
from billing.domain.top_up_limits import TopUpLimits
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.currency import Currency
from shared_kernel.tenant import TenantId


class CheckPayable:
    """Tells whether a reference is an order of this gateway that waits for money or, where allowed, an account."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks, top_ups: TopUps) -> None:
        self._units_of_work = units_of_work
        self._top_ups = top_ups

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        reference: str,
        currency: Currency,
        top_up_limits: TopUpLimits | None,
    ) -> None:
        """Let a payable reference pass; `top_up_limits` None: the endpoint takes no top-ups.

        Raises:
            UnknownReferenceError: nothing can be paid under this reference.
            AlreadyPaidError: the order is paid.
            AttemptCanceledError: the order is over.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            order = await unit.transactions.find_payable(gateway=gateway, reference=reference)
            if order is not None:
                order.require_payable()
                return
        accepted = top_up_limits is not None and await self._top_ups.accepts(
            tenant_id=tenant_id, number=reference, currency=currency
        )
        if not accepted:
            raise UnknownReferenceError
