"""A payment follows what its gateway says of it, and nothing that is true is undone by what comes later."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.failure import Failure
from billing.domain.follow import follow
from billing.domain.followed import Followed
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.fakes.billing.builders import BIRTH, a_refund, a_transaction, pending
from tests.fakes.billing.world import uzs

PAID = Observation(standing=Standing.PAID, amount=uzs(100_000))


def hear(transaction: Transaction, *news: Observation, refunds: tuple[Refund, ...] = ()) -> Followed:
    """The payment after all of the news; what one changed the next one finds kept."""
    followed = Followed(transaction=transaction, refunds=refunds)
    for one in news:
        known = {refund.id: refund for refund in (*refunds, *followed.refunds)}
        followed = follow(
            transaction=followed.transaction.as_stored(), refunds=tuple(known.values()), news=one, at=BIRTH
        )
        refunds = tuple({**known, **{refund.id: refund for refund in followed.refunds}}.values())
    return Followed(
        transaction=followed.transaction,
        refunds=refunds,
        events=followed.events,
        discrepancies=followed.discrepancies,
    )


def refunded(units: int, status: RefundStatus = RefundStatus.SUCCEEDED, name: str = "re_1") -> Observation:
    news = RefundNews(refund_id=None, external_id=name, amount=uzs(units), status=status)
    return Observation(standing=Standing.PAID, refunds=(news,))


@pytest.mark.parametrize(
    ("standing", "status"),
    [
        (Standing.WAITING, Status.PENDING),
        (Standing.AUTHORIZED, Status.AUTHORIZED),
        (Standing.PAID, Status.COMPLETED),
        (Standing.FAILED, Status.FAILED),
        (Standing.CANCELED, Status.CANCELED),
        (Standing.EXPIRED, Status.EXPIRED),
    ],
)
def test_a_waiting_payment_becomes_what_its_gateway_says(standing: Standing, status: Status) -> None:
    assert status is hear(pending(a_transaction()), Observation(standing=standing)).transaction.status


def test_a_webhook_may_overtake_the_answer_to_the_call_that_opened_the_payment() -> None:
    followed = hear(a_transaction().as_stored(), PAID)

    assert Status.COMPLETED is followed.transaction.status
    assert ["billing.transaction.pending.v1", "billing.transaction.completed.v1"] == [
        event.type for event in followed.events
    ]


@pytest.mark.parametrize("standing", [Standing.FAILED, Standing.CANCELED, Standing.EXPIRED])
def test_money_that_comes_after_the_gateway_said_it_is_over_is_booked_late(standing: Standing) -> None:
    followed = hear(pending(a_transaction()), Observation(standing=standing), PAID)

    transaction = followed.transaction
    assert (Status.COMPLETED, True, uzs(100_000)) == (
        transaction.status,
        transaction.late,
        transaction.captured_amount,
    )


def test_money_for_a_payment_that_we_called_off_is_a_discrepancy_and_nothing_regresses() -> None:
    canceled = pending(a_transaction()).cancel(at=BIRTH)

    followed = hear(canceled, PAID)

    assert Status.CANCELED is followed.transaction.status
    assert [(DiscrepancyKind.PAYMENT_OF_CANCELED, uzs(100_000))] == [
        (one.kind, one.amount) for one in followed.discrepancies
    ]


def test_the_same_surplus_is_the_same_discrepancy_however_often_it_is_told() -> None:
    canceled = pending(a_transaction()).cancel(at=BIRTH)

    assert 1 == len({hear(canceled, PAID).discrepancies[0].id for _ in range(3)})


@pytest.mark.parametrize(
    "amount", [uzs(99_999), uzs(100_001), Money(100_000, currency("USD"))], ids=["less", "more", "another currency"]
)
def test_another_amount_than_was_to_be_paid_settles_nothing(amount: Money) -> None:
    followed = hear(pending(a_transaction()), Observation(standing=Standing.PAID, amount=amount))

    assert Status.PENDING is followed.transaction.status
    assert [DiscrepancyKind.AMOUNT_MISMATCH] == [one.kind for one in followed.discrepancies]


def test_of_reserved_money_less_may_be_taken_but_never_more() -> None:
    held = hear(pending(a_transaction()), Observation(standing=Standing.AUTHORIZED)).transaction

    part = hear(held, Observation(standing=Standing.PAID, amount=uzs(60_000))).transaction
    more = hear(held, Observation(standing=Standing.PAID, amount=uzs(100_001)))

    assert (Status.COMPLETED, uzs(60_000)) == (part.status, part.captured_amount)
    assert (Status.AUTHORIZED, 1) == (more.transaction.status, len(more.discrepancies))


@pytest.mark.parametrize("standing", [*Standing])
def test_a_paid_payment_stays_paid_whatever_old_news_arrives(standing: Standing) -> None:
    followed = hear(pending(a_transaction()), PAID, Observation(standing=standing, amount=uzs(100_000)))

    assert (Status.COMPLETED, ()) == (followed.transaction.status, followed.events)


NEWS = {
    "waiting": Observation(standing=Standing.WAITING),
    "expired": Observation(standing=Standing.EXPIRED, failure=Failure(reason="EXPIRED", message="")),
    "paid": PAID,
    "paid again": PAID,
}


@pytest.mark.parametrize("order", [*permutations(NEWS)], ids=" ".join)
def test_the_order_of_the_news_does_not_matter_once_it_is_paid(order: tuple[str, ...]) -> None:
    transaction = hear(pending(a_transaction()), *(NEWS[name] for name in order)).transaction

    assert (Status.COMPLETED, uzs(100_000)) == (transaction.status, transaction.captured_amount)


def test_a_refund_started_at_the_provider_is_followed() -> None:
    followed = hear(pending(a_transaction()), PAID, refunded(40_000))

    assert (Status.PARTIALLY_REFUNDED, uzs(40_000)) == (
        followed.transaction.status,
        followed.transaction.refunded_amount,
    )
    (refund,) = followed.refunds
    assert (RefundOrigin.PROVIDER, RefundStatus.SUCCEEDED, "re_1") == (
        refund.origin,
        refund.status,
        refund.external_id,
    )


def test_a_refund_that_overtakes_its_payment_completes_the_payment_first() -> None:
    followed = hear(pending(a_transaction()), refunded(100_000))

    assert Status.REFUNDED is followed.transaction.status


def test_a_refund_that_fails_after_it_succeeded_gives_the_money_back_to_the_payment() -> None:
    """And an old word of its success changes nothing any more."""
    followed = hear(
        pending(a_transaction()),
        PAID,
        refunded(40_000, name="re_1"),
        refunded(60_000, name="re_2"),
        refunded(60_000, RefundStatus.FAILED, name="re_2"),
        refunded(60_000, name="re_2"),
    )

    transaction = followed.transaction
    assert (Status.PARTIALLY_REFUNDED, uzs(40_000)) == (transaction.status, transaction.refunded_amount)
    assert (Status.COMPLETED, uzs(0)) == (
        (last := hear(transaction, refunded(40_000, RefundStatus.FAILED), refunds=followed.refunds).transaction).status,
        last.refunded_amount,
    )


@pytest.mark.parametrize("units", [100_000, 40_000])
def test_a_refund_that_comes_back_completes_nothing_a_second_time(units: int) -> None:
    """Whoever books a payment when it is completed would book it twice."""
    followed = hear(pending(a_transaction()), PAID, refunded(units), refunded(units, RefundStatus.FAILED))

    assert Status.COMPLETED is followed.transaction.status
    assert ["billing.transaction.restored.v1", "billing.refund.failed.v1"] == [one.type for one in followed.events]


def test_more_than_was_taken_is_never_refunded_here() -> None:
    followed = hear(pending(a_transaction()), PAID, refunded(60_000), refunded(60_000, name="re_2"))

    assert uzs(60_000) == followed.transaction.refunded_amount
    assert [DiscrepancyKind.REFUND_MISMATCH] == [one.kind for one in followed.discrepancies]


@pytest.mark.parametrize(
    ("sums", "statuses", "refunded_amount", "foreign"),
    [
        ((30_000,), ("succeeded", "pending"), 30_000, 0),
        ((20_000,), ("pending", "succeeded"), 20_000, 0),
        ((50_000,), ("succeeded", "succeeded"), 50_000, 0),
        ((75_000,), ("succeeded", "succeeded"), 75_000, 1),
        ((10_000,), ("pending", "pending"), 0, 0),
        ((30_000, 30_000, 50_000, 50_000), ("succeeded", "succeeded"), 50_000, 0),
    ],
)
def test_a_sum_of_refunds_ends_ours_first_and_what_is_left_over_somebody_else_refunded(
    sums: tuple[int, ...], statuses: tuple[str, ...], refunded_amount: int, foreign: int
) -> None:
    paid = hear(pending(a_transaction()), PAID).transaction
    ours = (a_refund(paid, 1, amount=uzs(30_000)), a_refund(paid, 2, amount=uzs(20_000)))

    followed = hear(
        paid,
        *(Observation(standing=Standing.PAID, refunded=uzs(total)) for total in sums),
        refunds=ours,
    )

    by_id = {refund.id: refund for refund in followed.refunds}
    assert (statuses, uzs(refunded_amount), foreign) == (
        tuple(by_id[refund.id].status for refund in ours),
        followed.transaction.refunded_amount,
        sum(refund.origin is RefundOrigin.PROVIDER for refund in followed.refunds),
    )


@given(
    news=st.lists(
        st.one_of(
            st.sampled_from([Observation(standing=standing) for standing in Standing]),
            st.builds(
                refunded,
                st.sampled_from([10_000, 40_000, 70_000]),
                st.sampled_from([*RefundStatus]),
                st.sampled_from(["re_1", "re_2", "re_3"]),
            ),
        ),
        max_size=8,
    )
)
def test_whatever_a_gateway_says_the_sums_agree_and_repeating_it_changes_nothing(news: list[Observation]) -> None:
    """What is refunded is the sum of the refunds that succeeded, never more than was captured."""
    followed = hear(pending(a_transaction()), *news)

    transaction = followed.transaction
    succeeded = [refund.amount.minor_units for refund in followed.refunds if refund.status is RefundStatus.SUCCEEDED]
    assert transaction.refunded_amount.minor_units <= transaction.captured_amount.minor_units
    assert sum(succeeded) == transaction.refunded_amount.minor_units
    if news:
        again = hear(transaction, news[-1], refunds=followed.refunds)
        assert transaction == again.transaction
