"""Withdrawals: payouts, transfers to connected accounts, and how both come back (section 9)."""

import pytest
import stripe

from adapters.sandbox.stripe.options import StripeOptions
from tests.integration.sandbox.stripe.shop import HASTY, KEY, Shop, refused, running_shop


async def connected(shop: Shop, amount: int = 0) -> str:
    """A connected account that can take money, with this much."""
    account = await shop.client.v1.accounts.create_async({"type": "express", "country": "US"})
    shop.simulator.onboard(account.id)
    if amount:
        shop.simulator.top_up(KEY, amount=amount, currency="usd")
        await shop.client.v1.transfers.create_async({"amount": amount, "currency": "usd", "destination": account.id})
    await shop.told()
    return account.id


async def payout(shop: Shop, amount: int = 10_000) -> stripe.Payout:
    return await shop.client.v1.payouts.create_async(
        {"amount": amount, "currency": "usd", "metadata": {"withdrawal_id": "wd-1"}}
    )


async def test_a_payout_is_pending_then_on_its_way_then_paid(shop: Shop) -> None:
    shop.simulator.top_up(KEY, amount=10_000, currency="usd")
    made = await payout(shop)
    assert ("pending", 0) == (made.status, await shop.balance())
    shop.simulator.settle_payout(made.id)
    assert "paid" == (await shop.client.v1.payouts.retrieve_async(made.id)).status
    assert ["payout.created", "payout.updated", "payout.paid"] == await shop.told()


async def test_a_payout_that_was_paid_may_fail_days_later_and_the_money_is_back(shop: Shop) -> None:
    shop.simulator.top_up(KEY, amount=10_000, currency="usd")
    made = await payout(shop)
    shop.simulator.settle_payout(made.id)
    await shop.told()
    shop.simulator.fail_payout(made.id)
    failed = await shop.client.v1.payouts.retrieve_async(made.id)
    assert ("failed", "account_closed") == (failed.status, failed.failure_code)
    assert ["payout.failed"] == await shop.told()
    assert 10_000 == await shop.balance()


async def test_what_is_not_there_cannot_be_paid_out(shop: Shop) -> None:
    with refused(stripe.InvalidRequestError, "balance_insufficient"):
        await payout(shop)
    assert [] == await shop.told()


async def test_a_payout_is_canceled_while_it_is_pending_only(shop: Shop) -> None:
    shop.simulator.top_up(KEY, amount=20_000, currency="usd")
    first, second = await payout(shop), await payout(shop)
    assert "canceled" == (await shop.client.v1.payouts.cancel_async(first.id)).status
    assert 10_000 == await shop.balance()
    shop.simulator.settle_payout(second.id)
    with refused(stripe.InvalidRequestError, None):
        await shop.client.v1.payouts.cancel_async(second.id)


async def test_a_paid_payout_is_reversed_by_one_in_the_other_direction(shop: Shop) -> None:
    shop.simulator.top_up(KEY, amount=10_000, currency="usd")
    made = await payout(shop)
    shop.simulator.settle_payout(made.id)
    reversal = await shop.client.v1.payouts.reverse_async(made.id)
    assert (-10_000, made.id) == (reversal.amount, reversal.original_payout)
    assert reversal.id == (await shop.client.v1.payouts.retrieve_async(made.id)).reversed_by
    assert 10_000 == await shop.balance()
    with refused(stripe.InvalidRequestError, None):
        await shop.client.v1.payouts.reverse_async(made.id)


@pytest.mark.parametrize("currency", ["huf", "twd"])
async def test_forints_and_taiwan_dollars_are_paid_out_in_whole_units(shop: Shop, currency: str) -> None:
    shop.simulator.top_up(KEY, amount=10_000, currency=currency)
    assert "pending" == (await shop.client.v1.payouts.create_async({"amount": 4500, "currency": currency})).status
    with refused(stripe.InvalidRequestError, None):
        await shop.client.v1.payouts.create_async({"amount": 4590, "currency": currency})


async def test_a_new_connected_account_takes_no_money_until_its_owner_is_known(shop: Shop) -> None:
    account = await shop.client.v1.accounts.create_async({"type": "express", "metadata": {"user": "7"}})
    assert (False, False) == (account.charges_enabled, account.payouts_enabled)
    assert account.requirements
    assert account.requirements.currently_due
    shop.simulator.top_up(KEY, amount=10_000, currency="usd")
    with refused(stripe.InvalidRequestError, "insufficient_capabilities_for_transfer"):
        await shop.client.v1.transfers.create_async({"amount": 1, "currency": "usd", "destination": account.id})
    with refused(stripe.InvalidRequestError, "payouts_not_allowed"):
        await shop.client.v1.payouts.create_async(
            {"amount": 1, "currency": "usd"}, options={"stripe_account": account.id}
        )
    shop.simulator.onboard(account.id)
    await shop.simulator.settled()
    assert account.id == shop.webhook.events[0]["account"]
    ready = await shop.client.v1.accounts.retrieve_async(account.id)
    assert (True, True, []) == (
        ready.charges_enabled,
        ready.payouts_enabled,
        ready.requirements.currently_due if ready.requirements else None,
    )


async def test_an_account_that_stripe_restricts_gets_no_payouts(shop: Shop) -> None:
    account = await connected(shop, 5000)
    shop.simulator.restrict(account)
    assert ["account.updated"] == await shop.told()
    with refused(stripe.InvalidRequestError, "payouts_not_allowed"):
        await shop.client.v1.payouts.create_async({"amount": 1, "currency": "usd"}, options={"stripe_account": account})


async def test_a_withdrawal_is_a_transfer_and_then_a_payout_of_the_connected_account(shop: Shop) -> None:
    account = await connected(shop)
    shop.simulator.top_up(KEY, amount=10_000, currency="usd")
    transfer = await shop.client.v1.transfers.create_async(
        {"amount": 10_000, "currency": "usd", "destination": account, "transfer_group": "wd-1"}
    )
    assert (0, False, ["transfer.created"]) == (await shop.balance(), transfer.reversed, await shop.told())
    options: stripe.RequestOptions = {"stripe_account": account}
    made = await shop.client.v1.payouts.create_async({"amount": 10_000, "currency": "usd"}, options=options)
    shop.simulator.fail_payout(made.id)
    await shop.simulator.settled()
    assert {account} == {event["account"] for event in shop.webhook.events}
    assert ["payout.created", "payout.failed"] == await shop.told()


async def test_objects_of_a_connected_account_are_nobody_elses(shop: Shop) -> None:
    account = await connected(shop, 10_000)
    options: stripe.RequestOptions = {"stripe_account": account}
    made = await shop.client.v1.payouts.create_async({"amount": 10_000, "currency": "usd"}, options=options)
    assert [] == (await shop.client.v1.payouts.list_async()).data
    with refused(stripe.InvalidRequestError, "resource_missing", 404):
        await shop.client.v1.payouts.retrieve_async(made.id)
    with refused(stripe.PermissionError, "account_invalid", 403):
        await shop.client.v1.payouts.retrieve_async(made.id, options={"stripe_account": "acct_unknown"})


async def test_a_transfer_is_taken_back_in_parts_but_never_more_than_it_was(shop: Shop) -> None:
    account = await connected(shop)
    shop.simulator.top_up(KEY, amount=1000, currency="usd")
    made = await shop.client.v1.transfers.create_async({"amount": 1000, "currency": "usd", "destination": account})
    await shop.client.v1.transfers.reversals.create_async(made.id, {"amount": 400})
    read = await shop.client.v1.transfers.retrieve_async(made.id)
    assert (400, False) == (read.amount_reversed, read.reversed)
    with refused(stripe.InvalidRequestError, None):
        await shop.client.v1.transfers.reversals.create_async(made.id, {"amount": 601})
    shop.simulator.reverse_transfer(made.id)
    read = await shop.client.v1.transfers.retrieve_async(made.id)
    assert (1000, True, 1000) == (read.amount_reversed, read.reversed, await shop.balance())
    assert ["transfer.created", "transfer.reversed", "transfer.reversed"] == await shop.told()
    reversals = await shop.client.v1.transfers.reversals.list_async(made.id)
    assert [600, 400] == [one.amount for one in reversals.data]


async def test_a_transfer_that_was_paid_out_meanwhile_cannot_be_taken_back(shop: Shop) -> None:
    account = await connected(shop, 1000)
    made = (await shop.client.v1.transfers.list_async({"destination": account})).data[0]
    await shop.client.v1.payouts.create_async({"amount": 900, "currency": "usd"}, options={"stripe_account": account})
    before = await shop.balance()
    with refused(stripe.InvalidRequestError, "balance_insufficient"):
        await shop.client.v1.transfers.reversals.create_async(made.id)
    read = await shop.client.v1.transfers.retrieve_async(made.id)
    assert (0, False, before) == (read.amount_reversed, read.reversed, await shop.balance())


async def test_a_transfer_to_nobody_is_refused(shop: Shop) -> None:
    with refused(stripe.InvalidRequestError, "resource_missing"):
        await shop.client.v1.transfers.create_async({"amount": 1, "currency": "usd", "destination": "acct_1"})
    assert ([], []) == ((await shop.client.v1.transfers.list_async()).data, await shop.told())


async def test_an_owner_is_led_to_a_page_to_say_who_he_is(shop: Shop) -> None:
    account = await shop.client.v1.accounts.create_async({"type": "express"})
    link = await shop.client.v1.account_links.create_async(
        {
            "account": account.id,
            "type": "account_onboarding",
            "refresh_url": "https://m.example/again",
            "return_url": "https://m.example/done",
        }
    )
    assert f"{shop.base}/sandbox/stripe/onboard/{account.id}" == link.url
    assert link.expires_at > shop.clock.now().timestamp()


async def test_on_a_laptop_payouts_arrive_by_themselves() -> None:
    async with running_shop(StripeOptions(patience=HASTY.patience, settle_seconds=0.05)) as shop:
        shop.simulator.top_up(KEY, amount=10_000, currency="usd")
        made = await payout(shop)
        await shop.webhook.wait_for("payout.paid")
        assert "paid" == (await shop.client.v1.payouts.retrieve_async(made.id)).status
