"""Money on its way out: a transfer to a connected account and a payout from there, which may come back days later."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.sandbox.faults import Fault
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.errors import (
    GatewayRefusedError,
    GatewayUnavailableError,
    NotLocallySettledError,
    NotSupportedByGatewayError,
    UnknownOutcomeError,
)
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from shared_kernel.identifiers import SystemIdentifiers
from tests.contract.click.conftest import memory_store
from tests.contract.stripe.shop import A_WHILE, KEY, StripeShop, details_of, request, stripe_shop, usd


def transfers(shop: StripeShop) -> list[dict[str, Any]]:
    return shop.all_at_stripe("transfer")


def payouts(shop: StripeShop, account: str) -> list[dict[str, Any]]:
    return list(shop.simulator.backend.books_of(KEY).connected[account].all("payout"))


def event(kind: str, account: str, payout: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in payout.items() if not name.startswith("_")}
    return {"id": "evt_1", "object": "event", "type": kind, "account": account, "data": {"object": told}}


def onboarding(payout: Transaction) -> tuple[str | None, str | None]:
    return details_of(payout).onboarding_status, details_of(payout).disabled_reason


async def test_a_payout_is_paid_when_its_bank_has_it(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    details = details_of(payout)
    assert (Status.PENDING, account, "pending") == (
        payout.status,
        details.connected_account_id,
        details.payout_status,
    )
    assert [(1000, account)] == [(one["amount"], one["destination"]) for one in transfers(shop)]
    shop.simulator.settle_payout(str(details.payout_id))
    paid = await shop.told(payout.id)
    assert (Status.COMPLETED, usd(1000), "paid") == (
        paid.status,
        paid.captured_amount,
        details_of(paid).payout_status,
    )


async def test_a_paid_payout_may_come_back_once(shop: StripeShop) -> None:
    """Days later; the transfer is taken back, too."""
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    name = str(details_of(payout).payout_id)
    shop.simulator.settle_payout(name)
    assert Status.COMPLETED is (await shop.told(payout.id)).status
    shop.simulator.fail_payout(name)
    failed = await shop.told(payout.id)
    assert (Status.FAILED, usd(0), "ACCOUNT_CLOSED") == (
        failed.status,
        failed.captured_amount,
        failed.failure and failed.failure.reason,
    )
    await shop.work()
    assert [True] == [one["reversed"] for one in transfers(shop)]
    for kind in ("payout.failed", "payout.paid", "payout.failed"):
        await shop.say(event(kind, account, payouts(shop, account)[0]))
    await shop.work(later=A_WHILE)
    assert 1 == (await shop.store.event_types()).count("billing.transaction.failed.v1")
    assert 5000 == shop.simulator.backend.books_of(KEY).balance["usd"]


@pytest.mark.parametrize("is_paid", [True, False])
async def test_a_transfer_that_is_reversed_by_hand_sends_its_payout_back_once(
    shop: StripeShop, *, is_paid: bool
) -> None:
    """Also days after the bank was paid: the money is the merchant's again."""
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    if is_paid:
        shop.simulator.settle_payout(str(details_of(payout).payout_id))
        assert Status.COMPLETED is (await shop.told(payout.id)).status
    shop.earn(account, usd(1000))
    (transfer,) = transfers(shop)
    shop.simulator.reverse_transfer(transfer["id"])
    failed = await shop.told(payout.id)
    assert (Status.FAILED, usd(0), "TRANSFER_REVERSED") == (
        failed.status,
        failed.captured_amount,
        failed.failure and failed.failure.reason,
    )
    for _ in range(2):
        await shop.say(event("transfer.reversed", "", transfer))
        await shop.work(later=A_WHILE)
    assert 1 == (await shop.store.event_types()).count("billing.transaction.failed.v1")
    assert 5000 == shop.simulator.backend.books_of(KEY).balance["usd"]


async def test_a_part_of_a_transfer_that_is_reversed_is_told_and_leaves_its_payout_paid(shop: StripeShop) -> None:
    """Its receiver has been paid; the rest of the transfer may follow, and then the payout has come back."""
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    shop.simulator.settle_payout(str(details_of(payout).payout_id))
    shop.earn(account, usd(1000))
    (transfer,) = transfers(shop)
    for _ in range(2):
        shop.simulator.reverse_transfer(transfer["id"], amount=200)
        assert Status.COMPLETED is (await shop.told(payout.id)).status
        assert (200, "accepted") == await shop.say(event("transfer.reversed", "", transfer))
    assert [(DiscrepancyKind.AMOUNT_MISMATCH, usd(200)), (DiscrepancyKind.AMOUNT_MISMATCH, usd(400))] == [
        (one.kind, one.amount) for one in await shop.discrepancies(payout.id)
    ]
    shop.simulator.reverse_transfer(transfer["id"])
    assert Status.FAILED is (await shop.told(payout.id)).status


async def test_a_reversed_transfer_of_somebody_else_is_heard_and_left_alone(shop: StripeShop) -> None:
    """Our ids on it are only words; what counts is the transfer that we made."""
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    reversed_one = {**transfers(shop)[0], "reversed": True}
    for kind, said, about in (
        ("transfer.reversed", "", {**reversed_one, "id": "tr_other"}),
        ("transfer.reversed", account, reversed_one),
    ):
        assert (200, "ignored") == ((told := await shop.say(event(kind, said, about)))[0], told[1].split(":")[0])
    assert Status.PENDING is (await shop.transaction(payout.id)).status


async def test_old_news_of_a_payout_that_came_back_change_nothing(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    shop.silence()
    (made,) = payouts(shop, account)
    failed = {**made, "status": "failed", "failure_code": "no_account"}
    for kind, about in [("payout.failed", failed), ("payout.paid", {**made, "status": "paid"})]:
        assert (200, "accepted") == await shop.say(event(kind, account, about))
    after = await shop.transaction(payout.id)
    assert (Status.FAILED, "failed") == (after.status, details_of(after).payout_status)


async def test_a_payout_whose_events_got_lost_is_asked_about(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    shop.silence()
    shop.simulator.settle_payout(str(details_of(payout).payout_id))
    await shop.work(later=A_WHILE)
    assert Status.COMPLETED is (await shop.transaction(payout.id)).status


async def test_a_paid_payout_that_came_back_is_found_even_if_nobody_tells(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    name = str(details_of(payout).payout_id)
    shop.simulator.settle_payout(name)
    await shop.work(later=A_WHILE)
    assert Status.COMPLETED is (await shop.transaction(payout.id)).status
    shop.silence()
    shop.simulator.fail_payout(name)
    await shop.work(later=timedelta(days=2))
    assert Status.FAILED is (await shop.transaction(payout.id)).status


async def test_a_transfer_that_was_reversed_by_hand_is_found_even_if_nobody_tells(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    shop.simulator.settle_payout(str(details_of(payout).payout_id))
    assert Status.COMPLETED is (await shop.told(payout.id)).status
    shop.earn(account, usd(1000))
    shop.silence()
    shop.simulator.reverse_transfer(transfers(shop)[0]["id"])
    await shop.work(later=timedelta(days=2))
    failed = await shop.transaction(payout.id)
    assert (Status.FAILED, "TRANSFER_REVERSED") == (failed.status, failed.failure and failed.failure.reason)


async def test_the_settings_may_say_where_payouts_go() -> None:
    store = memory_store()
    async with stripe_shop(store) as shop:
        account = await shop.connect(funds=usd(5000))
        settings = {**shop.configuration.settings, "connected_account_id": account}
        await shop.payments.configure_gateway()(tenant_id=store.tenant_id, gateway="stripe", settings=settings)
        payout = await shop.payout("My card at the bank")
        assert account == details_of(payout).connected_account_id


async def test_a_payout_to_nobody_stripe_knows_is_an_operators_work(shop: StripeShop) -> None:
    payout = await shop.payout("8600 0000 0000 0000")
    assert (Status.PENDING, None, []) == (payout.status, payout.details, transfers(shop))
    done = await shop.payments.complete_transaction()(tenant_id=shop.store.tenant_id, transaction_id=payout.id)
    assert Status.COMPLETED is done.status


async def test_an_account_that_is_not_onboarded_is_not_paid(shop: StripeShop) -> None:
    account = await shop.connect(onboarded=False, funds=usd(5000))
    with pytest.raises(GatewayRefusedError) as refusal:
        await shop.payout(account)
    assert ("payouts_not_allowed", []) == (refusal.value.code, transfers(shop))


async def test_an_account_is_paid_from_the_moment_its_owner_has_told_stripe_everything(shop: StripeShop) -> None:
    account = await shop.connect(onboarded=False, funds=usd(5000))
    shop.simulator.onboard(account)
    await shop.simulator.settled()
    assert ["ignored: no payout"] == [delivery.outcome for delivery in await shop.store.deliveries()]
    assert Status.PENDING is (await shop.payout(account)).status
    shop.simulator.restrict(account)
    with pytest.raises(GatewayRefusedError):
        await shop.payout(account)


async def test_a_payout_tells_how_far_its_account_is(shop: StripeShop) -> None:
    """Whichever event came, and in which order: what is noted is how the account stands now."""
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    assert ("complete", "") == onboarding(payout)
    shop.simulator.settle_payout(str(details_of(payout).payout_id))
    shop.simulator.restrict(account)
    assert ("restricted", "requirements.past_due") == onboarding(await shop.told(payout.id))
    old = {**shop.at_stripe(account), "payouts_enabled": True}
    assert (200, "accepted") == await shop.say(event("account.updated", account, old))
    assert ("restricted", "requirements.past_due") == onboarding(await shop.transaction(payout.id))
    assert "billing.transaction.details_changed.v1" in await shop.store.event_types()


async def test_a_refused_payout_tells_when_its_account_can_be_paid(shop: StripeShop) -> None:
    account, payout_id = await shop.connect(onboarded=False, funds=usd(5000)), SystemIdentifiers().new_id()
    with pytest.raises(GatewayRefusedError):
        await shop.payout(account, transaction_id=payout_id)
    shop.simulator.onboard(account)
    refused = await shop.told(payout_id)
    assert (Status.FAILED, ("complete", "")) == (refused.status, onboarding(refused))


async def test_an_account_that_cannot_take_transfers_is_not_sent_any(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    shop.at_stripe(account)["capabilities"] = {"transfers": "pending"}
    with pytest.raises(GatewayRefusedError) as refusal:
        await shop.payout(account)
    assert ("payouts_not_allowed", []) == (refusal.value.code, transfers(shop))


async def test_news_of_an_account_do_not_end_the_wait_of_a_payout_that_is_still_to_be_made(shop: StripeShop) -> None:
    account, payout_id = await shop.connect(funds=usd(5000)), SystemIdentifiers().new_id()
    shop.plan(*[Fault.BUSY] * 3, operation="read")
    with pytest.raises(GatewayUnavailableError):
        await shop.payout(account, transaction_id=payout_id)
    assert (200, "ignored: no payout") == await shop.say(event("account.updated", account, shop.at_stripe(account)))
    await shop.work(later=A_WHILE)
    assert (Status.PENDING, 1) == ((await shop.transaction(payout_id)).status, len(transfers(shop)))


async def test_an_account_that_stripe_does_not_tell_of_is_asked_about_again(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    await shop.payout(account)
    shop.plan(Fault.REFUSE, operation="read")
    assert (503, "failed: stripe is away") == await shop.say(event("account.updated", account, {}))


async def test_a_balance_without_money_pays_nothing(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(500))
    with pytest.raises(GatewayRefusedError) as refusal:
        await shop.payout(account)
    assert "balance_insufficient" == refusal.value.code


async def test_a_payout_that_is_refused_after_its_transfer_takes_the_transfer_back(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    shop.plan(Fault.REFUSE, operation="payout")
    with pytest.raises(GatewayRefusedError):
        await shop.payout(account)
    assert ([True], 5000) == (
        [one["reversed"] for one in transfers(shop)],
        shop.simulator.backend.books_of(KEY).balance["usd"],
    )


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_AFTER, Fault.CUT, Fault.ERROR_AFTER, Fault.TIME_OUT_BEFORE])
@pytest.mark.parametrize("operation", ["transfer", "payout"])
async def test_a_payout_is_made_once_whatever_happens_to_the_answer(
    shop: StripeShop, fault: Fault, operation: str
) -> None:
    account = await shop.connect(funds=usd(5000))
    shop.plan(*[fault] * 3, operation=operation)
    with pytest.raises(UnknownOutcomeError):
        await shop.payout(account)
    await shop.work(later=A_WHILE)
    assert ([1000], [1000]) == (
        [one["amount"] for one in transfers(shop)],
        [one["amount"] for one in payouts(shop, account)],
    )
    shop.simulator.settle_payout(payouts(shop, account)[0]["id"])
    await shop.simulator.settled()
    assert ["billing.transaction.completed.v1"] == [
        kind for kind in await shop.store.event_types() if kind.endswith((".completed.v1", ".failed.v1"))
    ]


@pytest.mark.parametrize("times", [1, 2])
async def test_a_refused_question_does_not_fail_a_payout_that_may_have_left(shop: StripeShop, times: int) -> None:
    """A key that is being rolled: the no is about the question, and the money may be on its way."""
    account = await shop.connect(funds=usd(5000))
    payout_id = SystemIdentifiers().new_id()
    shop.plan(*[Fault.TIME_OUT_AFTER] * 3, operation="payout")
    with pytest.raises(UnknownOutcomeError):
        await shop.payout(account, transaction_id=payout_id)
    shop.plan(*[Fault.REFUSE] * times, operation="read")
    for _ in range(times):
        await shop.work(later=A_WHILE)
        assert Status.INITIATED is (await shop.transaction(payout_id)).status
    await shop.work(later=A_WHILE)
    assert (Status.PENDING, 1, 1) == (
        (await shop.transaction(payout_id)).status,
        len(transfers(shop)),
        len(payouts(shop, account)),
    )


async def test_a_refused_question_about_the_account_does_not_fail_a_payout_in_doubt(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    payout_id = SystemIdentifiers().new_id()
    shop.plan(*[Fault.TIME_OUT_BEFORE] * 3, operation="transfer")
    with pytest.raises(UnknownOutcomeError):
        await shop.payout(account, transaction_id=payout_id)
    shop.plan(Fault.REFUSE, operation="read", reference=account)
    await shop.work(later=A_WHILE)
    assert Status.INITIATED is (await shop.transaction(payout_id)).status
    await shop.work(later=A_WHILE)
    assert (Status.PENDING, 1) == ((await shop.transaction(payout_id)).status, len(transfers(shop)))


async def test_money_is_transferred_once_though_stripe_is_busy_for_longer_than_it_remembers(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    shop.plan(*[Fault.BUSY] * 6, operation="payout")
    with pytest.raises(UnknownOutcomeError):
        await shop.payout(account)
    for _ in range(3):
        shop.stripes_clock.later += timedelta(hours=30)
        await shop.work(later=timedelta(hours=30))
    assert ([1000], [1000]) == (
        [one["amount"] for one in transfers(shop)],
        [one["amount"] for one in payouts(shop, account)],
    )


async def test_a_transfer_that_cannot_be_taken_back_now_is_taken_back_later(shop: StripeShop) -> None:
    """Until then nobody is told that the payout failed: its money is still with the connected account."""
    account = await shop.connect(funds=usd(5000))
    payout_id = SystemIdentifiers().new_id()
    shop.plan(*[Fault.REFUSE] * 3, operation="payout")
    shop.plan(*[Fault.REFUSE] * 2, operation="reversal")
    with pytest.raises(UnknownOutcomeError):
        await shop.payout(account, transaction_id=payout_id)
    await shop.work(later=A_WHILE)
    assert (Status.INITIATED, [False]) == (
        (await shop.transaction(payout_id)).status,
        [one["reversed"] for one in transfers(shop)],
    )
    await shop.work(later=A_WHILE)
    assert (Status.FAILED, [True], 5000) == (
        (await shop.transaction(payout_id)).status,
        [one["reversed"] for one in transfers(shop)],
        shop.simulator.backend.books_of(KEY).balance["usd"],
    )


async def test_money_that_came_back_to_the_account_is_fetched_as_often_as_it_takes(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    shop.plan(*[Fault.REFUSE] * 2, operation="reversal")
    shop.simulator.fail_payout(str(details_of(payout).payout_id))
    assert Status.FAILED is (await shop.told(payout.id)).status
    for _ in range(3):
        await shop.work(later=A_WHILE)
    assert [True] == [one["reversed"] for one in transfers(shop)]


async def test_a_payout_that_stripe_makes_is_nobody_elses_to_end(shop: StripeShop) -> None:
    payout = await shop.payout(await shop.connect(funds=usd(5000)))
    with pytest.raises(NotSupportedByGatewayError):
        await shop.cancel(payout)
    with pytest.raises(NotLocallySettledError):
        await shop.payments.complete_transaction()(
            tenant_id=shop.store.tenant_id, transaction_id=payout.id, key=request("CompleteTransaction")
        )
    assert Status.PENDING is (await shop.transaction(payout.id)).status


async def test_the_owner_of_a_connected_account_cannot_end_what_is_not_his(shop: StripeShop) -> None:
    """He may write our ids on payouts and payments of his own."""
    account = await shop.connect(funds=usd(5000))
    payout, order = await shop.payout(account), await shop.order()
    (made,) = payouts(shop, account)
    words = {"transaction_id": str(payout.id)}
    own = {**made, "id": "po_his", "metadata": words, "status": "failed"}
    for said in (event("payout.failed", account, own), event("payout.failed", "acct_other", {**made, **own})):
        assert (200, "ignored: unknown payment") == await shop.say(said)
    assert (200, "ignored: type") == await shop.say(_paid_elsewhere(order))
    assert (Status.PENDING, Status.PENDING) == (
        (await shop.transaction(payout.id)).status,
        (await shop.transaction(order.id)).status,
    )


def _paid_elsewhere(order: Transaction) -> dict[str, Any]:
    session = {
        "id": details_of(order).session_id,
        "object": "checkout.session",
        "mode": "payment",
        "status": "complete",
        "payment_status": "paid",
        "amount_total": 1999,
        "currency": "usd",
        "metadata": {"transaction_id": str(order.id)},
    }
    return event("checkout.session.completed", "acct_other", session)
