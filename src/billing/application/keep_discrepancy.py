"""A discrepancy is kept and told in the same commit: when it is found, and when something becomes of it."""

from billing.domain.discrepancy import Discrepancy
from billing.domain.discrepancy_events import DiscrepancyRecorded
from billing.ports.unit_of_work import BillingUnitOfWork


async def record_discrepancy(unit: BillingUnitOfWork, discrepancy: Discrepancy) -> bool:
    """Keep and tell what was found; False when it was found before, and then nothing changes."""
    is_new = await unit.discrepancies.first_time(discrepancy)
    if is_new:
        await unit.outbox.add([DiscrepancyRecorded(discrepancy=discrepancy)])
    return is_new


async def keep_discrepancy(unit: BillingUnitOfWork, discrepancy: Discrepancy) -> None:
    """Keep and tell that it was resolved, or is open again."""
    await unit.discrepancies.save(discrepancy)
    await unit.outbox.add([DiscrepancyRecorded(discrepancy=discrepancy)])
