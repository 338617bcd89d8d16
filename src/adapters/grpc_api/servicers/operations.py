"""OperationsService: whether everything adds up."""

from datetime import timedelta
from uuid import UUID

from accounts.ports.ledger_verification import VerifyLedger
from adapters.grpc_api.call import Call
from adapters.grpc_api.mapping.common import moment_from
from adapters.grpc_api.mapping.operations import (
    discrepancy_to,
    filters_from,
    reconciliation_to,
    refund_end_from,
    report_to,
)
from adapters.grpc_api.page_tokens import next_page_token, page_request
from billing.application.list_discrepancies import ListDiscrepancies
from billing.application.list_reconciliations import ListReconciliations
from billing.application.request_reconciliation import RequestReconciliation
from billing.application.resolve_discrepancy import Finding, ResolveDiscrepancy
from billing.domain.reconciliation import Period
from hamyon.operations.v1 import discrepancies_pb2, ledger_pb2, reconciliations_pb2
from shared_kernel.clock import Clock
from shared_kernel.idempotency import request_key

_USUAL_PERIOD = timedelta(days=1)


class OperationsServicer:
    """What an operator looks into."""

    def __init__(
        self,
        *,
        verify_ledger: VerifyLedger,
        reconcile: RequestReconciliation,
        list_reconciliations: ListReconciliations,
        list_discrepancies: ListDiscrepancies,
        resolve: ResolveDiscrepancy,
        clock: Clock,
    ) -> None:
        self._verify_ledger = verify_ledger
        self._reconcile = reconcile
        self._list_reconciliations = list_reconciliations
        self._list_discrepancies = list_discrepancies
        self._resolve = resolve
        self._clock = clock

    async def verify_ledger(self, _: ledger_pb2.VerifyLedgerRequest, call: Call) -> ledger_pb2.VerifyLedgerResponse:
        """Rpc VerifyLedger."""
        return report_to(await self._verify_ledger(call.tenant_id))

    async def reconcile(
        self, request: reconciliations_pb2.ReconcileRequest, call: Call
    ) -> reconciliations_pb2.ReconcileResponse:
        """Rpc Reconcile."""
        start, end = moment_from(request, "start_time"), moment_from(request, "end_time")
        key = request_key(request_id=request.request_id, operation="Reconcile", content=(request.gateway, start, end))
        until = end or self._clock.now()
        run = await self._reconcile(
            tenant_id=call.tenant_id,
            gateway=request.gateway,
            period=Period(start=start or until - _USUAL_PERIOD, end=until),
            requested_by=str(call.caller.key_id),
            key=key,
        )
        return reconciliations_pb2.ReconcileResponse(reconciliation=reconciliation_to(run))

    async def list_reconciliations(
        self, request: reconciliations_pb2.ListReconciliationsRequest, call: Call
    ) -> reconciliations_pb2.ListReconciliationsResponse:
        """Rpc ListReconciliations."""
        wanted = page_request(request, tenant_id=call.tenant_id)
        page = await self._list_reconciliations(tenant_id=call.tenant_id, gateway=request.gateway, page=wanted)
        return reconciliations_pb2.ListReconciliationsResponse(
            reconciliations=map(reconciliation_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )

    async def list_discrepancies(
        self, request: discrepancies_pb2.ListDiscrepanciesRequest, call: Call
    ) -> discrepancies_pb2.ListDiscrepanciesResponse:
        """Rpc ListDiscrepancies."""
        wanted, filters = page_request(request, tenant_id=call.tenant_id), filters_from(request)
        page = await self._list_discrepancies(tenant_id=call.tenant_id, filters=filters, page=wanted)
        return discrepancies_pb2.ListDiscrepanciesResponse(
            discrepancies=map(discrepancy_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )

    async def resolve_discrepancy(
        self, request: discrepancies_pb2.ResolveDiscrepancyRequest, call: Call
    ) -> discrepancies_pb2.ResolveDiscrepancyResponse:
        """Rpc ResolveDiscrepancy."""
        discrepancy_id, refund_end = UUID(request.discrepancy_id), refund_end_from(request)
        resolved = await self._resolve(
            tenant_id=call.tenant_id,
            discrepancy_id=discrepancy_id,
            finding=Finding(resolution=request.reason, resolved_by=str(call.caller.key_id), refund_end=refund_end),
            key=request_key(
                request_id=request.request_id,
                operation="ResolveDiscrepancy",
                content=(discrepancy_id, request.reason, *([] if refund_end is None else [refund_end])),
            ),
        )
        return discrepancies_pb2.ResolveDiscrepancyResponse(discrepancy=discrepancy_to(resolved))
