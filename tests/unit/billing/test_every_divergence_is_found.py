"""Whatever goes wrong between a statement, billing and the books is found once, in its class; nothing else is."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.domain.comparison import Booked
from billing.domain.discrepancy import DiscrepancyKind, Party
from billing.domain.observation import Observation, Standing
from billing.domain.reconciliation import Period, Reconciliation
from billing.domain.statement import StatementLine
from billing.domain.status import Status
from billing.ports.discrepancy_repository import DiscrepancyFilters
from shared_kernel.idempotency import request_key
from shared_kernel.money import Money
from shared_kernel.pagination import PageRequest
from tests.fakes.billing.world import TENANT, BillingWorld, uzs

AMOUNT = uzs(100_000)
Finding = tuple[DiscrepancyKind, Party, UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """What is done to the statement and to the books of one paid payment, and what is to be found of it."""

    line: Callable[[StatementLine], StatementLine | None] = lambda line: line
    booked: Booked | None = None
    kind: DiscrepancyKind | None = None
    party: Party = Party.GATEWAY


def _booked(moved: Money, returned: Money | None = None) -> Booked:
    return Booked(moved=moved, returned=returned or uzs(0))


DIVERGENCES: Mapping[str, Divergence] = {
    "agrees": Divergence(),
    "not in the statement": Divergence(line=lambda _: None, kind=DiscrepancyKind.MISSING_THERE),
    "less was taken": Divergence(
        line=lambda line: replace(line, amount=uzs(99_999)), kind=DiscrepancyKind.AMOUNT_MISMATCH
    ),
    "more was taken": Divergence(
        line=lambda line: replace(line, amount=uzs(100_001)), kind=DiscrepancyKind.AMOUNT_MISMATCH
    ),
    "more went back than was taken": Divergence(
        line=lambda line: replace(line, refunded=uzs(100_001)), kind=DiscrepancyKind.REFUND_MISMATCH
    ),
    "failed": Divergence(
        line=lambda line: replace(line, standing=Standing.FAILED), kind=DiscrepancyKind.STATUS_MISMATCH
    ),
    "waiting": Divergence(
        line=lambda line: replace(line, standing=Standing.WAITING), kind=DiscrepancyKind.STATUS_MISMATCH
    ),
    "only reserved": Divergence(
        line=lambda line: replace(line, standing=Standing.AUTHORIZED), kind=DiscrepancyKind.STATUS_MISMATCH
    ),
    "not booked": Divergence(booked=_booked(uzs(0)), kind=DiscrepancyKind.MISSING_THERE, party=Party.LEDGER),
    "booked with another sum": Divergence(
        booked=_booked(uzs(1)), kind=DiscrepancyKind.AMOUNT_MISMATCH, party=Party.LEDGER
    ),
    "a refund is booked that nobody made": Divergence(
        booked=_booked(AMOUNT, uzs(7)), kind=DiscrepancyKind.AMOUNT_MISMATCH, party=Party.LEDGER
    ),
}

# What becomes of a payment whose money is in the statement, whatever billing has heard of it before: it is booked.
UNHEARD = st.sampled_from([Standing.WAITING, Standing.FAILED, Standing.EXPIRED])


class Statement:
    """A world whose gateway has a statement and can be asked nothing else."""

    def __init__(self) -> None:
        self.world = BillingWorld()
        self.world.providers.network.able = frozenset()
        self.lines: list[StatementLine] = []
        self.expected: Counter[Finding] = Counter()
        self.booked_late: list[UUID] = []

    async def begin(self) -> None:
        await self.world.configure(tenant_id=TENANT, gateway="integrator", settings={})

    async def diverging(self, number: int, divergence: Divergence) -> None:
        payment = await self._payment(number, Standing.PAID)
        if (line := divergence.line(self._line(number, payment))) is not None:
            self.lines.append(line)
        if divergence.booked is not None:
            self.world.books.told[payment] = divergence.booked
        if divergence.kind is not None:
            self.expected[divergence.kind, divergence.party, payment] += 1

    async def unheard(self, number: int, standing: Standing) -> None:
        payment = await self._payment(number, standing)
        self.lines.append(self._line(number, payment))
        self.booked_late.append(payment)

    def stranger(self, number: int) -> None:
        self.lines.append(self._line(number, None))
        self.expected[DiscrepancyKind.MISSING_HERE, Party.GATEWAY, None] += 1

    async def reconcile(self, request_id: str, order: Random, now: datetime) -> Reconciliation:
        # A payment that moved twice stands in a statement twice.
        lines = [*self.lines, *order.sample(self.lines, len(self.lines) // 2)]
        order.shuffle(lines)
        self.world.statements.lines_of["integrator"] = lines
        return await self.world.request_reconciliation(
            tenant_id=TENANT,
            gateway="integrator",
            period=Period(start=now - timedelta(days=1), end=now),
            requested_by="",
            key=request_key(request_id=request_id, operation="Reconcile", content=()),
        )

    async def found(self) -> Counter[Finding]:
        async with self.world.units_of_work(tenant_id=TENANT) as unit:
            page = await unit.discrepancies.list(filters=DiscrepancyFilters(), page=PageRequest(size=1000))
        return Counter((one.kind, one.party, one.transaction_id) for one in page.items)

    async def _payment(self, number: int, standing: Standing) -> UUID:
        payment = await self.world.create(
            tenant_id=TENANT, gateway="integrator", amount=AMOUNT, order_reference=f"order-{number}"
        )
        heard = Observation(standing=standing)
        await self.world.follow(tenant_id=TENANT, transaction_id=payment.id, news=heard)
        return payment.id

    def _line(self, number: int, transaction_id: UUID | None) -> StatementLine:
        return StatementLine(
            payment=f"p{number}",
            transaction_id=transaction_id,
            standing=Standing.PAID,
            amount=AMOUNT,
            refunded=uzs(0),
            moment=self.world.clock.now(),
        )


@given(
    wrongs=st.lists(st.sampled_from(sorted(DIVERGENCES)), max_size=8),
    unheard=st.lists(UNHEARD, max_size=3),
    strangers=st.integers(min_value=0, max_value=3),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=60)
async def test_every_divergence_is_found_once_in_its_class_and_nothing_else_is(
    wrongs: list[str], unheard: list[Standing], strangers: int, order: Random
) -> None:
    """Lines come in any order and some of them twice; a second run finds the same and keeps nothing new."""
    statement = Statement()
    await statement.begin()
    for number, wrong in enumerate(wrongs):
        await statement.diverging(number, DIVERGENCES[wrong])
    for number, standing in enumerate(unheard, start=100):
        await statement.unheard(number, standing)
    for number in range(200, 200 + strangers):
        statement.stranger(number)
    statement.world.clock.pass_by(timedelta(minutes=5))
    now = statement.world.clock.now()

    await statement.reconcile("first", order, now)
    assert statement.expected == await statement.found()
    statuses = {(await statement.world.transaction(payment)).status for payment in statement.booked_late}
    assert statuses <= {Status.COMPLETED}

    again = await statement.reconcile("second", order, now)
    assert statement.expected == await statement.found()
    assert Counter(kind for kind, *_ in statement.expected.elements()) == Counter(again.counts.discrepancies)
