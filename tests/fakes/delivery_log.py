"""A delivery log in memory."""

from billing.ports.delivery_log import Delivery


class MemoryDeliveryLog:
    """Keeps deliveries in a list, in order of arrival."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []

    async def record(self, delivery: Delivery) -> None:
        self.deliveries.append(delivery)
