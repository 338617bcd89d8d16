"""Discrepancies, reconciliations and the ledger's verification."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from accounts.ports.ledger_verification import LedgerReport
from adapters.grpc_api.mapping.common import moment_from, moment_to, money_to, optional_id
from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, Party
from billing.domain.reconciliation import Reconciliation, ReconciliationStatus
from billing.domain.refund import RefundStatus
from billing.ports.discrepancy_repository import DiscrepancyFilters
from hamyon.operations.v1 import discrepancies_pb2, ledger_pb2, reconciliations_pb2

_KINDS: Mapping[DiscrepancyKind, "discrepancies_pb2.DiscrepancyKind.ValueType"] = MappingProxyType(
    {
        DiscrepancyKind.MISSING_HERE: discrepancies_pb2.DISCREPANCY_KIND_MISSING_HERE,
        DiscrepancyKind.MISSING_THERE: discrepancies_pb2.DISCREPANCY_KIND_MISSING_THERE,
        DiscrepancyKind.AMOUNT_MISMATCH: discrepancies_pb2.DISCREPANCY_KIND_AMOUNT_MISMATCH,
        DiscrepancyKind.STATUS_MISMATCH: discrepancies_pb2.DISCREPANCY_KIND_STATUS_MISMATCH,
        DiscrepancyKind.SURPLUS_PAYMENT: discrepancies_pb2.DISCREPANCY_KIND_SURPLUS_PAYMENT,
        DiscrepancyKind.PAYMENT_OF_CANCELED: discrepancies_pb2.DISCREPANCY_KIND_PAYMENT_OF_CANCELED,
        DiscrepancyKind.REFUND_MISMATCH: discrepancies_pb2.DISCREPANCY_KIND_REFUND_MISMATCH,
    }
)
_PARTIES: Mapping[Party, "discrepancies_pb2.DiscrepancyParty.ValueType"] = MappingProxyType(
    {
        Party.GATEWAY: discrepancies_pb2.DISCREPANCY_PARTY_GATEWAY,
        Party.LEDGER: discrepancies_pb2.DISCREPANCY_PARTY_LEDGER,
    }
)
_REFUND_ENDS: Mapping["discrepancies_pb2.RefundEnd.ValueType", RefundStatus] = MappingProxyType(
    {
        discrepancies_pb2.REFUND_END_SUCCEEDED: RefundStatus.SUCCEEDED,
        discrepancies_pb2.REFUND_END_FAILED: RefundStatus.FAILED,
    }
)
_STATUSES: Mapping[ReconciliationStatus, "reconciliations_pb2.ReconciliationStatus.ValueType"] = MappingProxyType(
    {
        ReconciliationStatus.RUNNING: reconciliations_pb2.RECONCILIATION_STATUS_RUNNING,
        ReconciliationStatus.COMPLETED: reconciliations_pb2.RECONCILIATION_STATUS_COMPLETED,
        ReconciliationStatus.FAILED: reconciliations_pb2.RECONCILIATION_STATUS_FAILED,
    }
)


def filters_from(request: discrepancies_pb2.ListDiscrepanciesRequest) -> DiscrepancyFilters:
    """Which discrepancies are meant."""
    return DiscrepancyFilters(
        only_open=request.only_open,
        kinds=frozenset(kind for kind, message in _KINDS.items() if message in request.kinds),
        gateway=request.gateway,
        party=next((party for party, message in _PARTIES.items() if message == request.party), None),
        transaction_id=optional_id(request.transaction_id),
        found_from=moment_from(request, "start_time"),
        found_before=moment_from(request, "end_time"),
    )


def refund_end_from(request: discrepancies_pb2.ResolveDiscrepancyRequest) -> RefundStatus | None:
    """How a refund ended; None when nothing is said of one."""
    return _REFUND_ENDS.get(request.refund_end)


def discrepancy_to(discrepancy: Discrepancy) -> discrepancies_pb2.Discrepancy:
    """A discrepancy as a message."""
    resolved_at = discrepancy.resolved_at
    return discrepancies_pb2.Discrepancy(
        id=str(discrepancy.id),
        kind=_KINDS[discrepancy.kind],
        party=_PARTIES[discrepancy.party],
        gateway=discrepancy.gateway,
        transaction_id=_text(discrepancy.transaction_id),
        payment=discrepancy.payment,
        amount=money_to(discrepancy.amount),
        note=discrepancy.note,
        resolution=discrepancy.resolution,
        resolved_by=discrepancy.resolved_by,
        create_time=moment_to(discrepancy.created_at),
        resolve_time=None if resolved_at is None else moment_to(resolved_at),
    )


def reconciliation_to(run: Reconciliation) -> reconciliations_pb2.Reconciliation:
    """A reconciliation as a message."""
    return reconciliations_pb2.Reconciliation(
        id=str(run.id),
        gateway=run.gateway,
        start_time=moment_to(run.period.start),
        end_time=moment_to(run.period.end),
        status=_STATUSES[run.status],
        requested_by=run.requested_by,
        line_count=run.counts.lines,
        payment_count=run.counts.payments,
        asked_count=run.counts.asked,
        unanswered_count=run.counts.unanswered,
        discrepancy_counts=_counts_to(run.counts.discrepancies.items()),
        message=run.message,
        create_time=moment_to(run.created_at),
        complete_time=None if run.completed_at is None else moment_to(run.completed_at),
    )


def report_to(report: LedgerReport) -> ledger_pb2.VerifyLedgerResponse:
    """The ledger's verification as a message."""
    return ledger_pb2.VerifyLedgerResponse(
        account_count=report.accounts,
        transaction_count=report.transactions,
        entry_count=report.entries,
        findings=(
            ledger_pb2.LedgerFinding(rule=finding.rule, subject=finding.subject, found=finding.found)
            for finding in report.findings
        ),
    )


def _counts_to(counts: Iterable[tuple[DiscrepancyKind, int]]) -> list[reconciliations_pb2.DiscrepancyCount]:
    return [reconciliations_pb2.DiscrepancyCount(kind=_KINDS[kind], count=count) for kind, count in counts]


def _text(identifier: UUID | None) -> str:
    return str(identifier) if identifier else ""
