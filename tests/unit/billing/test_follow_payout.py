"""What a gateway says of a payout: paid is provisional, failed is the last word."""

from itertools import permutations

import pytest

from billing.domain.direction import Direction
from billing.domain.failure import Failure
from billing.domain.follow import follow
from billing.domain.observation import Observation, Standing
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.fakes.billing.builders import BIRTH, a_transaction

CLOSED = Failure(reason="ACCOUNT_CLOSED", message="The account is closed.")


def told(*standings: Standing) -> Transaction:
    """A payout after its gateway has said this."""
    payout = a_transaction(direction=Direction.PAYOUT)
    for standing in standings:
        news = Observation(standing=standing, failure=CLOSED if standing is Standing.FAILED else None)
        payout = follow(transaction=payout, refunds=(), news=news, at=BIRTH).transaction
    return payout


@pytest.mark.parametrize(
    ("standings", "status"),
    [
        ([Standing.WAITING], Status.PENDING),
        ([Standing.WAITING, Standing.PAID], Status.COMPLETED),
        ([Standing.PAID], Status.COMPLETED),
        ([Standing.FAILED], Status.FAILED),
        ([Standing.WAITING, Standing.CANCELED], Status.FAILED),
        ([Standing.PAID, Standing.WAITING], Status.COMPLETED),
        ([Standing.PAID, Standing.FAILED, Standing.FAILED], Status.FAILED),
    ],
)
def test_a_payout_follows_its_gateway(standings: list[Standing], status: Status) -> None:
    assert status is told(*standings).status


@pytest.mark.parametrize("standings", [*permutations([Standing.WAITING, Standing.PAID, Standing.FAILED])])
def test_a_payout_that_came_back_has_failed_in_whatever_order_that_is_told(standings: tuple[Standing, ...]) -> None:
    payout = told(*standings)
    assert (Status.FAILED, 0, CLOSED, False) == (
        payout.status,
        payout.captured_amount.minor_units,
        payout.failure,
        payout.late,
    )
    assert 1 == [event.kind for event in payout.events].count("failed")


def test_a_payout_that_fails_without_a_word_has_a_reason_all_the_same() -> None:
    failure = told(Standing.CANCELED).failure
    assert "PAYOUT_FAILED" == (failure and failure.reason)
