"""The service's own reconciliation at the end of a seed: it finds what nobody told, and nothing else."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from billing.domain.reconciliation import Period, Reconciliation, ReconciliationStatus
from shared_kernel.idempotency import request_key
from tests.campaign.lane import START
from tests.campaign.town import Town

# What changed a moment ago is not compared with the books yet.
_A_WHILE = timedelta(hours=1)

_STANDS = """
SELECT id, id, gateway || ' ' || status || ', ' || captured_amount || ' taken, ' || refunded_amount || ' returned'
FROM billing.transactions WHERE tenant_id = %s
"""
_FOUND = """
SELECT id, transaction_id, gateway || ' ' || kind || ' ' || amount || ' by the ' || party || ': ' || note
FROM billing.discrepancies WHERE tenant_id = %s
"""
# What it is about, and words for it, by id.
_Told = Mapping[UUID, tuple[UUID | None, str]]


class Reconciling:
    """Reconciles every gateway of a town for as long as its script took."""

    def __init__(self, town: Town) -> None:
        self._town = town

    async def findings(self, untold: frozenset[UUID]) -> list[str]:
        """What a run could not compare, and what it found or moved, except of the `untold` payments."""
        stood, known = await self._read(_STANDS), await self._read(_FOUND)
        self._town.lane.clock.pass_by(_A_WHILE)
        runs = [await self._run(gateway) for gateway in sorted({*self._town.providers, *self._town.payers})]
        stands, found = await self._read(_STANDS), await self._read(_FOUND)
        compared = sum(run.counts.payments for run in runs)
        return [
            *(f"reconciliation of {run.gateway}: {wrong}" for run in runs for wrong in _unfinished(run)),
            *([f"the reconciliation compared {compared} payments of {len(stood)}"] if compared != len(stood) else []),
            *(
                f"only the reconciliation found: {told}"
                for name, (about, told) in found.items()
                if name not in known and about not in untold
            ),
            *(
                f"only the reconciliation moved {name}: {stood[name][1]} is now {told}"
                for name, (_, told) in stands.items()
                if stood[name][1] != told and name not in untold
            ),
        ]

    async def _run(self, gateway: str) -> Reconciliation:
        lane, tenant_id = self._town.lane, self._town.tenant_id
        return await lane.application.operations.request_reconciliation()(
            tenant_id=tenant_id,
            gateway=gateway,
            period=Period(start=START, end=lane.clock.now()),
            requested_by="",
            key=request_key(request_id=f"reconcile {gateway}", operation="reconcile", content=(gateway,)),
        )

    async def _read(self, statement: str) -> _Told:
        rows = await self._town.lane.rows(statement, self._town.tenant_id)
        return {name: (about, told) for name, about, told in rows}


def _unfinished(run: Reconciliation) -> list[str]:
    wrong = [] if run.status is ReconciliationStatus.COMPLETED else [f"{run.status}, {run.message}"]
    return wrong + ([f"{run.counts.unanswered} unanswered"] if run.counts.unanswered else [])
