"""An operator asks the running service whether its gateways, billing and the ledger agree."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import pytest

from adapters.grpc_api.client import HamyonClient
from bootstrap.demo.cast import uzs
from bootstrap.demo.payer import Payer
from hamyon.operations.v1.discrepancies_pb2 import ListDiscrepanciesRequest
from hamyon.operations.v1.ledger_pb2 import VerifyLedgerRequest
from hamyon.operations.v1.operations_service_pb2_grpc import OperationsServiceStub
from hamyon.operations.v1.reconciliations_pb2 import (
    RECONCILIATION_STATUS_COMPLETED,
    ReconcileRequest,
    Reconciliation,
)
from tests.e2e.service import RunningService
from tests.e2e.test_deposit_story import account


class Operator:
    """Calls of an operator with the development key."""

    def __init__(self, channel: grpc.aio.Channel, key: str) -> None:
        self._operations = OperationsServiceStub(channel)
        self._metadata = (("authorization", f"Bearer {key}"),)

    async def reconcile(self, gateway: str) -> Reconciliation:
        # Not what the other stories did long ago: gateways are asked about five payments in a second.
        request = ReconcileRequest(request_id=str(uuid4()), gateway=gateway)
        request.start_time.FromDatetime(datetime.now(UTC) - timedelta(minutes=1))
        return (await self._operations.Reconcile(request, metadata=self._metadata)).reconciliation

    async def discrepancies(self, transaction_id: str) -> list[str]:
        request = ListDiscrepanciesRequest(transaction_id=transaction_id)
        found = await self._operations.ListDiscrepancies(request, metadata=self._metadata)
        return [one.note for one in found.discrepancies]

    async def findings(self) -> list[str]:
        report = await self._operations.VerifyLedger(VerifyLedgerRequest(), metadata=self._metadata)
        return [finding.rule for finding in report.findings]


@pytest.fixture
async def operator(service: RunningService) -> AsyncIterator[Operator]:
    async with grpc.aio.insecure_channel(service.grpc) as channel:
        yield Operator(channel, service.key)


@pytest.mark.parametrize("gateway", ["click", "payme", "octo", "stripe"])
async def test_a_gateway_of_the_sandbox_can_be_reconciled_as_development_configures_it(
    operator: Operator, gateway: str
) -> None:
    run = await operator.reconcile(gateway)
    assert (RECONCILIATION_STATUS_COMPLETED, "") == (run.status, run.message)


async def test_a_deposit_that_was_paid_agrees_everywhere(
    operator: Operator, client: HamyonClient, payer: Payer
) -> None:
    deposit = await client.deposit(account_id=await account(client), amount=uzs(1_500), gateway="click")
    assert "paid" == await payer.pay(deposit.payment_url)
    ended = await client.ended(deposit.id)
    run = await operator.reconcile("click")
    assert 1 <= run.payment_count
    assert [] == await operator.discrepancies(ended.billing_transaction_id)
    assert [] == await operator.findings()
