"""Money that has nowhere to go needs a person: a warning in the log for every discrepancy billing has recorded."""

import structlog

from billing.domain.discrepancy_events import DISCREPANCY_RECORDED
from shared_kernel.event_bus import EventBus
from shared_kernel.events import Envelope

CONSUMER = "operator.discrepancies"

_log = structlog.get_logger(__name__)


class DiscrepancyAlarm:
    """The consumer `operator.discrepancies`. An event delivered again is a second line, which does no harm."""

    def listen_to(self, bus: EventBus) -> None:
        """Have the bus bring discrepancies."""
        bus.subscribe(consumer=CONSUMER, types=frozenset([DISCREPANCY_RECORDED]), handler=self.handle)

    async def handle(self, event: Envelope) -> None:
        """Say whose money it is, how much, and why it could not be taken."""
        if event.data["resolution"]:
            return
        told = ("discrepancy_id", "transaction_id", "gateway", "party", "kind", "amount", "currency")
        _log.warning("discrepancy.recorded", tenant=str(event.tenant_id), **{name: event.data[name] for name in told})
