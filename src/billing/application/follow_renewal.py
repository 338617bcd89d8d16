"""A gateway charges a payer again by itself, as he once agreed: each time is a payment of its own."""

from uuid import UUID, uuid5

from billing.application.follow_gateway import FollowGateway
from billing.domain.direction import Direction
from billing.domain.initiate import initiate
from billing.domain.observation import Observation
from billing.domain.provider_call import Operation
from billing.domain.status import LIVE
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.idempotency import request_key
from shared_kernel.money import Money

RENEWAL_OF = "renewal_of"


class FollowRenewal:
    """Applies what a gateway says of a renewal; whoever speaks of it first begins its payment, once.

    The payment's order is called like the gateway calls the renewal, and its metadata name the first payment.
    """

    def __init__(self, *, units_of_work: BillingUnitOfWorks, follow: FollowGateway, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._follow = follow
        self._clock = clock

    async def __call__(self, *, agreed: Transaction, name: str, amount: Money, news: Observation) -> Transaction:
        """The renewal's payment after the news.

        `agreed` is a payment of the same agreement, `name` the gateway's own name of the renewal.

        Raises:
            InvalidAmountError, AmountTooLargeError: no payment can have this amount.
        """
        renewal_id = uuid5(agreed.tenant_id, f"{agreed.gateway}:{name}")
        async with self._units_of_work(tenant_id=agreed.tenant_id) as unit:
            key = request_key(
                request_id=f"billing.renewal:{renewal_id}", operation="FollowRenewal", content=(agreed.gateway, name)
            )
            if await unit.request_ids.claim(key=key, resource_id=renewal_id) is None:
                await self._begin(unit, agreed, renewal_id, name, amount)
            order = await unit.transactions.lock_with_order(renewal_id)
            renewal = await self._follow.within(unit, order=order, news=news)
            if renewal.status in LIVE:
                # Its end may get lost on its way to us.
                await self._follow.ask(unit, renewal, operation=Operation.LOOK_UP)
            return renewal

    async def _begin(
        self, unit: BillingUnitOfWork, agreed: Transaction, renewal_id: UUID, name: str, amount: Money
    ) -> None:
        at = self._clock.now()
        first = agreed.metadata.get(RENEWAL_OF, str(agreed.id))
        begun = initiate(
            transaction_id=renewal_id,
            tenant_id=agreed.tenant_id,
            gateway=agreed.gateway,
            direction=Direction.PAYMENT,
            amount=amount,
            order_reference=name,
            return_url="",
            metadata={**agreed.metadata, RENEWAL_OF: first},
            at=at,
        ).await_payer(at=at, payment_url="")
        await unit.transactions.add(begun)
        await unit.outbox.add(begun.events)
