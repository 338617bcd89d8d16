"""Money that has nowhere to go is not passed over in silence."""

import json

from structlog.testing import capture_logs

from adapters.bridges.discrepancy_alarm import DiscrepancyAlarm
from adapters.event_bus.memory import MemoryEventBus
from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, Party
from billing.domain.discrepancy_events import DiscrepancyRecorded
from shared_kernel.events import Envelope
from tests.builders import NOON, TENANT, money, new_id


async def test_a_discrepancy_is_a_warning_that_says_whose_money_and_how_much() -> None:
    bus = MemoryEventBus()
    DiscrepancyAlarm().listen_to(bus)
    event = DiscrepancyRecorded(
        discrepancy=Discrepancy(
            id=new_id(),
            tenant_id=TENANT,
            transaction_id=new_id(),
            gateway="click",
            party=Party.GATEWAY,
            kind=DiscrepancyKind.SURPLUS_PAYMENT,
            amount=money(150_000),
            payment="",
            note="",
            resolution="",
            resolved_by="",
            resolved_at=None,
            created_at=NOON,
        )
    )
    with capture_logs() as lines:
        await bus.publish(
            Envelope(
                id=new_id(),
                type=event.type,
                tenant_id=event.tenant_id,
                subject=event.subject,
                occurred_at=event.occurred_at,
                data=json.loads(json.dumps(event.data())),
            )
        )
    (line,) = lines
    assert ("discrepancy.recorded", "warning") == (line["event"], line["log_level"])
    told = (line["tenant"], line["transaction_id"], line["kind"], line["amount"], line["currency"])
    assert (str(TENANT), str(event.subject), "surplus_payment", 150_000, "UZS") == told
