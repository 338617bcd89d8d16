"""The whole story with a real browser: deposit, link, button, balance."""

from pathlib import Path

import pytest

from adapters.grpc_api.client import HamyonClient, money_of, status_name
from bootstrap.demo.cast import uzs
from tests.e2e.browser.pages import missing_browser, pay_in_browser, running_browser

pytestmark = pytest.mark.skipif(bool(missing_browser()), reason=missing_browser() or "there is a browser")


async def test_a_deposit_is_paid_in_the_browser_and_arrives(client: HamyonClient, tmp_path: Path) -> None:
    """The caller watches meanwhile; a second press of the browser's reload pays nothing."""
    user_id = await client.register_user()
    account = await client.open_account(user_id=user_id, currency_code="UZS")
    deposit = await client.deposit(account_id=account.id, amount=uzs(150_000), gateway="click")
    assert "PENDING" == status_name(deposit)
    with running_browser(tmp_path) as driver:
        assert ["paid"] == pay_in_browser(driver, deposit.payment_url)
        driver.refresh()
    assert "COMPLETED" == status_name(await client.ended(deposit.id))
    balance = await client.balance(account.id)
    assert (uzs(150_000), uzs(0), uzs(150_000)) == (
        money_of(balance.posted),
        money_of(balance.held),
        money_of(balance.available),
    )
