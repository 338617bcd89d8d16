"""Book what only the house takes part in: a gateway's fees, and what it takes back and returns in a dispute."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from accounts.application.operation_queue import OperationQueue
from accounts.chain.operation import Operation, Verb
from accounts.domain.house_movement import HouseMovement
from accounts.domain.transaction import Transaction
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

_VERBS: Mapping[HouseMovement, Verb] = MappingProxyType(
    {
        HouseMovement.FEE: Verb.KEEP_FEE,
        HouseMovement.DISPUTE_WITHDRAWN: Verb.WITHDRAW_DISPUTED,
        HouseMovement.DISPUTE_REINSTATED: Verb.REINSTATE_DISPUTED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseBooking:
    """What is to be booked.

    Attributes:
        id: of the transaction; it follows from the fee or the dispute, so that nothing is booked twice.
        billing_transaction_id: the payment it is about.
        amount: what the gateway kept, took back or returned: positive, in the currency it settles in.
    """

    id: UUID
    tenant_id: TenantId
    movement: HouseMovement
    billing_transaction_id: UUID
    gateway: str
    amount: Money
    metadata: Mapping[str, str]


class BookForHouse:
    """Books between the house's own accounts, so that a gateway's clearing account shows what it really owes."""

    def __init__(self, *, queue: OperationQueue) -> None:
        self._queue = queue

    async def __call__(self, *, booking: HouseBooking, mark: InboxMark) -> Transaction:
        """The booking, completed; asked again, the same one.

        Raises:
            AmountNotPositiveError: nothing was kept, taken back or returned.
        """
        return await self._queue.submit(
            Operation(
                verb=_VERBS[booking.movement],
                tenant_id=booking.tenant_id,
                transaction_id=booking.id,
                billing_transaction_id=booking.billing_transaction_id,
                minor_units=booking.amount.minor_units,
                currency_code=booking.amount.currency.code,
                gateway=booking.gateway,
                metadata=booking.metadata,
                mark=mark,
                money=booking.amount,
            )
        )
