"""From billing to accounts: what gateways keep of the money they owe us, and what a dispute takes and returns.

They are booked between the house's own accounts: the customer's deposit stays what it was.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from accounts.application.book_for_house import BookForHouse, HouseBooking
from accounts.domain.house_movement import HouseMovement
from adapters.bridges.payment_identity import house_booking_of
from shared_kernel.currency import currency
from shared_kernel.event_bus import EventBus
from shared_kernel.events import Envelope
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money

CONSUMER = "accounts.book_for_house"

_MOVEMENTS: Mapping[str, tuple[HouseMovement, str]] = MappingProxyType(
    {
        "billing.fee.recorded.v1": (HouseMovement.FEE, "fee_id"),
        "billing.dispute.withdrawn.v1": (HouseMovement.DISPUTE_WITHDRAWN, "dispute_id"),
        "billing.dispute.reinstated.v1": (HouseMovement.DISPUTE_REINSTATED, "dispute_id"),
    }
)

TYPES = frozenset(_MOVEMENTS)


class BookCharges:
    """The consumer `accounts.book_for_house`. Two events that report the same fee or movement are booked once."""

    def __init__(self, *, book_for_house: BookForHouse) -> None:
        self._book = book_for_house

    def listen_to(self, bus: EventBus) -> None:
        """Have the bus bring fees, and what moves in disputes."""
        bus.subscribe(consumer=CONSUMER, types=TYPES, handler=self.handle)

    async def handle(self, event: Envelope) -> None:
        """Book one of them."""
        data: Mapping[str, Any] = event.data
        movement, name = _MOVEMENTS[event.type]
        booking = HouseBooking(
            id=house_booking_of(tenant_id=event.tenant_id, subject=f"{movement}:{data[name]}"),
            tenant_id=event.tenant_id,
            movement=movement,
            billing_transaction_id=UUID(data["transaction_id"]),
            gateway=data["gateway"],
            amount=Money(data["amount"], currency(data["currency"])),
            metadata={name: data[name], "movement": movement},
        )
        await self._book(booking=booking, mark=InboxMark(consumer=CONSUMER, event_id=event.id))
