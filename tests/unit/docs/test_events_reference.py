"""docs/reference/events.md lists every event type, and every field of its data."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.application.change_account_status import StatusChange
from accounts.domain.events import PaymentStageReached
from accounts.domain.registration_events import AccountChanged, UserRegistered
from accounts.domain.status import Status as AccountsStatus
from accounts.domain.transaction import Kind
from billing.domain.discrepancy import DiscrepancyKind, discrepancy_of
from billing.domain.discrepancy_events import DiscrepancyRecorded
from billing.domain.events import CREATED, DETAILS_CHANGED, RESTORED
from billing.domain.gateway_entry import EntryKind, EntryNews, gateway_entry
from billing.domain.gateway_entry_events import GatewayEntryRecorded
from billing.domain.reconciliation import Period, new_reconciliation
from billing.domain.reconciliation_events import ReconciliationCompleted
from billing.domain.refund import RefundStatus
from billing.domain.refund_events import RefundChanged
from billing.domain.status import Status as BillingStatus
from shared_kernel.events import Event
from tests.builders import NOON, a_user, an_account, money
from tests.builders import a_transaction as a_movement
from tests.fakes.billing.builders import a_refund, an_attempt
from tests.fakes.billing.builders import a_transaction as a_payment
from tests.unit.docs.pages import reference, rows


def _events() -> Sequence[Event]:
    """One of every type; a refund is born pending, and what needs no gateway completed."""
    account = an_account()
    stages = [(kind, status) for kind in (Kind.DEPOSIT, Kind.WITHDRAWAL) for status in AccountsStatus]
    stages += [(Kind.REFUND, status) for status in AccountsStatus if status is not AccountsStatus.INITIATED]
    movements = [
        a_movement(account, kind=kind, status=status)
        for kind, status in [
            *stages,
            *((kind, AccountsStatus.COMPLETED) for kind in (Kind.TRANSFER, Kind.FEE, Kind.ADJUSTMENT)),
        ]
    ]
    kinds = {CREATED, DETAILS_CHANGED, RESTORED, *BillingStatus} - {BillingStatus.INITIATED}
    (payment_event,) = a_payment().events
    attempt = an_attempt(a_payment()).numbered(1)
    return [
        *(PaymentStageReached(transaction=movement) for movement in movements),
        UserRegistered(user=a_user()),
        *(AccountChanged(account=account, change=change) for change in ("opened", *StatusChange)),
        *(replace(payment_event, kind=kind) for kind in kinds),
        *(
            RefundChanged(refund=a_refund(a_payment(), status=status), transaction=a_payment())
            for status in RefundStatus
        ),
        DiscrepancyRecorded(
            discrepancy=discrepancy_of(attempt=attempt, kind=DiscrepancyKind.SURPLUS_PAYMENT, amount=money(1), at=NOON)
        ),
        *(
            GatewayEntryRecorded(
                entry=gateway_entry(
                    transaction=a_payment(), news=EntryNews(kind=kind, external_id="x", amount=money(1)), at=NOON
                )
            )
            for kind in EntryKind
        ),
        ReconciliationCompleted(
            reconciliation=new_reconciliation(
                reconciliation_id=attempt.transaction_id,
                tenant_id=attempt.tenant_id,
                gateway="click",
                period=Period(start=NOON, end=NOON + timedelta(days=1)),
                requested_by="",
                at=NOON,
            )
        ),
    ]


def test_every_event_type_is_documented_and_every_documented_type_exists() -> None:
    """A consumer chooses from the page."""
    documented = {name for name, _ in rows(reference("events"), columns=2) if name.endswith(".v1")}
    assert {event.type for event in _events()} == documented


@pytest.mark.parametrize("event", sorted(_events(), key=lambda event: event.type), ids=lambda event: event.type)
def test_every_field_of_the_data_is_documented_in_the_section_of_the_type(event: Event) -> None:
    """What a consumer finds in an event is explained beside its name."""
    (section,) = [text for text in reference("events").split("\n## ") if f"| `{event.type}` |" in text]
    words = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^Data.*?(?:\n\n|\Z)", section, re.MULTILINE | re.DOTALL))))
    assert set() == set(event.data()) - words


def test_every_kind_of_discrepancy_is_documented() -> None:
    """Whoever has to send money back finds why."""
    assert [] == [kind for kind in DiscrepancyKind if f"`{kind}`" not in reference("events")]
