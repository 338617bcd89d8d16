"""A reconciliation through the parts that bootstrap joins, for the suites of gateways."""

from datetime import datetime, timedelta
from uuid import uuid4

from billing.domain.reconciliation import Period, Reconciliation
from bootstrap.containers.operations import OperationsContainer
from bootstrap.containers.payments import PaymentsContainer
from shared_kernel.idempotency import request_key
from shared_kernel.tenant import TenantId
from tests.fakes.billing.calls import MemoryBooks, MemoryDueReconciliations
from tests.fakes.billing.units_of_work import MemoryUnitOfWorks


async def reconcile_last_day(
    payments: PaymentsContainer, *, gateway: str, tenant_id: TenantId, end: datetime
) -> Reconciliation:
    """The day until `end`, as an operator asks for it; the books say what billing says."""
    units = payments.units_of_work()
    assert isinstance(units, MemoryUnitOfWorks)
    operations = OperationsContainer(
        payments=payments,
        units_of_work=units,
        configurations=payments.configurations(),
        tenants=None,
        clock=payments.clock(),
        books=MemoryBooks(),
        due_reconciliations=MemoryDueReconciliations(units),
        verify_ledger=None,
    )
    return await operations.request_reconciliation()(
        tenant_id=tenant_id,
        gateway=gateway,
        period=Period(start=end - timedelta(days=1), end=end),
        requested_by="",
        key=request_key(request_id=str(uuid4()), operation="Reconcile", content=()),
    )
