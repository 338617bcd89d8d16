"""An operator asks whether everything adds up, and closes what does not."""

from typing import Any
from uuid import UUID

import psycopg
import pytest

from hamyon.billing.v1.payments_pb2 import CompleteTransactionRequest
from hamyon.operations.v1.discrepancies_pb2 import (
    DISCREPANCY_KIND_MISSING_HERE,
    DISCREPANCY_KIND_MISSING_THERE,
    DISCREPANCY_PARTY_LEDGER,
    REFUND_END_SUCCEEDED,
    Discrepancy,
    ListDiscrepanciesRequest,
    ResolveDiscrepancyRequest,
)
from hamyon.operations.v1.ledger_pb2 import VerifyLedgerRequest
from hamyon.operations.v1.reconciliations_pb2 import (
    RECONCILIATION_STATUS_COMPLETED,
    ListReconciliationsRequest,
    ReconcileRequest,
    Reconciliation,
)
from shared_kernel.tenant import Tenant
from tests.contract.grpc.conftest import Belongings
from tests.contract.grpc.world import Grpc, Refusal

SERVICE = "/hamyon.operations.v1.OperationsService/"


@pytest.fixture
async def unbooked(face: Grpc, mine: Belongings, owner: psycopg.AsyncConnection[Any]) -> str:
    """The payment of a deposit that was completed a while ago; nobody carries events here, so it was never booked."""
    row = await owner.execute("SELECT id FROM billing.transactions WHERE order_reference = %s", [mine.transaction_id])
    (payment,) = await row.fetchone() or [""]
    await face.billing("CompleteTransaction", CompleteTransactionRequest(request_id="c", transaction_id=str(payment)))
    await owner.execute("UPDATE billing.transactions SET updated_at = updated_at - interval '5 minutes'")
    await owner.commit()
    return str(payment)


async def reconcile(face: Grpc, request_id: str = "r1") -> Reconciliation:
    request = ReconcileRequest(request_id=request_id, gateway="cash")
    run: Reconciliation = (await face.operations("Reconcile", request)).reconciliation
    return run


async def listed(face: Grpc, request: ListDiscrepanciesRequest) -> list[Discrepancy]:
    return list((await face.operations("ListDiscrepancies", request)).discrepancies)


async def test_a_payment_that_was_never_booked_is_found_listed_and_resolved(face: Grpc, unbooked: str) -> None:
    run = await reconcile(face)
    assert RECONCILIATION_STATUS_COMPLETED == run.status
    assert [(DISCREPANCY_KIND_MISSING_THERE, 1)] == [(item.kind, item.count) for item in run.discrepancy_counts]
    (found,) = await listed(
        face, ListDiscrepanciesRequest(only_open=True, party=DISCREPANCY_PARTY_LEDGER, gateway="cash")
    )
    assert (unbooked, 500, "UZS") == (found.transaction_id, found.amount.minor_units, found.amount.currency_code)

    ended = ResolveDiscrepancyRequest(
        request_id="x0", discrepancy_id=found.id, reason="no refund", refund_end=REFUND_END_SUCCEEDED
    )
    refused = await face.refusal(SERVICE + "ResolveDiscrepancy", ended.SerializeToString())
    assert Refusal("INVALID_ARGUMENT", "INVALID_REQUEST", ("refund_end",)) == refused
    closing = ResolveDiscrepancyRequest(request_id="x1", discrepancy_id=found.id, reason="booked by hand")
    for _ in range(2):
        resolved = (await face.operations("ResolveDiscrepancy", closing)).discrepancy
        assert ("booked by hand", True) == (resolved.resolution, resolved.HasField("resolve_time"))
        assert UUID(resolved.resolved_by)
    assert [] == await listed(face, ListDiscrepanciesRequest(only_open=True))
    assert [resolved] == await listed(face, ListDiscrepanciesRequest())
    again = ResolveDiscrepancyRequest(request_id="x2", discrepancy_id=found.id, reason="again")
    refused = await face.refusal(SERVICE + "ResolveDiscrepancy", again.SerializeToString())
    assert Refusal("FAILED_PRECONDITION", "DISCREPANCY_RESOLVED") == refused


async def test_the_same_request_shows_the_same_reconciliation_and_the_list_shows_each(
    face: Grpc, unbooked: str
) -> None:
    first = await reconcile(face)
    assert first == await reconcile(face)
    second = await reconcile(face, "r2")
    runs = (await face.operations("ListReconciliations", ListReconciliationsRequest(gateway="cash"))).reconciliations
    assert [second, first] == list(runs)
    assert [] == list(
        (await face.operations("ListReconciliations", ListReconciliationsRequest(gateway="click"))).reconciliations
    )
    other = ReconcileRequest(request_id="r1", gateway="integrator")
    refused = await face.refusal(SERVICE + "Reconcile", other.SerializeToString())
    assert ("ALREADY_EXISTS", "REQUEST_ID_REUSED") == (refused.code, refused.reason)


async def test_discrepancies_come_in_pages_the_newest_first(
    face: Grpc, tenant: Tenant, owner: psycopg.AsyncConnection[Any]
) -> None:
    for number in range(3):
        await owner.execute(
            "INSERT INTO billing.discrepancies"
            " (tenant_id, id, gateway, party, kind, amount, currency, payment, note, created_at)"
            " VALUES (%s, gen_random_uuid(), 'payme', 'gateway', 'missing_here', %s, 'UZS', 'p', '', now())",
            [tenant.id, number],
        )
        await owner.commit()
    request = ListDiscrepanciesRequest(kinds=[DISCREPANCY_KIND_MISSING_HERE], page_size=2)
    first = await face.operations("ListDiscrepancies", request)
    request.page_token = first.next_page_token
    second = await face.operations("ListDiscrepancies", request)
    shown = [item.amount.minor_units for item in [*first.discrepancies, *second.discrepancies]]
    assert ([2, 1, 0], "") == (shown, second.next_page_token)


async def test_books_that_add_up_are_counted_and_have_no_findings(face: Grpc, mine: Belongings) -> None:
    report = await face.operations("VerifyLedger", VerifyLedgerRequest())
    assert (0, []) == (report.entry_count, list(report.findings))
    assert 1 <= report.transaction_count
    assert 2 <= report.account_count


async def test_a_balance_that_somebody_changed_is_a_finding(
    face: Grpc, mine: Belongings, owner: psycopg.AsyncConnection[Any]
) -> None:
    await owner.execute("UPDATE accounts.accounts SET posted = 7 WHERE id = %s", [mine.account_id])
    await owner.commit()
    (finding,) = (await face.operations("VerifyLedger", VerifyLedgerRequest())).findings
    assert f"account {mine.account_id}" == finding.subject
    assert "an account's balance is the sum of its entries" == finding.rule
    assert "posted 7, sum 0" == finding.found
