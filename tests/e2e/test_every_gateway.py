"""Every gateway that the sandbox plays, configured by nobody: taken in, sent back, called off."""

import re
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.grpc_api.client import HamyonClient, connected, money_of, status_name
from bootstrap.demo.cast import uzs
from bootstrap.demo.payer import Payer
from tests.e2e.service import RunningService, started
from tests.e2e.test_deposit_story import account

SANDBOX = ("click", "payme", "octo", "stripe")
# Click and Payme return a whole payment or nothing.
REFUNDS = {"click": uzs(150_000), "payme": uzs(150_000), "octo": uzs(50_000), "stripe": uzs(50_000)}
# What a payer is told who comes too late. Octo cannot close a link: it charges, and the money goes back.
TOO_LATE = {"click": "refused", "payme": "refused", "octo": "paid", "stripe": "expired"}
# Their links say everything, so a simulator that has forgotten all still knows what is to be paid.
LINKS_THAT_LAST = ("click", "payme")


async def deposited(client: HamyonClient, payer: Payer, *, account_id: str, gateway: str) -> str:
    """Bring 150,000 soums in, to the end; billing's name for it."""
    deposit = await client.deposit(account_id=account_id, amount=uzs(150_000), gateway=gateway)
    assert "PENDING" == status_name(deposit)
    assert "paid" == await payer.pay(deposit.payment_url)
    assert "COMPLETED" == status_name(await client.ended(deposit.id))
    return deposit.billing_transaction_id


@pytest.mark.parametrize("gateway", SANDBOX)
async def test_a_deposit_paid_on_the_gateways_page_is_on_the_account(
    gateway: str, client: HamyonClient, payer: Payer
) -> None:
    account_id = await account(client)
    await deposited(client, payer, account_id=account_id, gateway=gateway)
    (entry,) = await client.entries(account_id)
    assert (uzs(150_000), uzs(150_000)) == (money_of(entry.amount), money_of(entry.balance_after))


@pytest.mark.parametrize("gateway", REFUNDS)
async def test_what_is_refunded_leaves_the_account(gateway: str, client: HamyonClient, payer: Payer) -> None:
    account_id = await account(client)
    payment_id = await deposited(client, payer, account_id=account_id, gateway=gateway)
    await client.refund_payment(payment_id, amount=REFUNDS[gateway])
    newest, *_ = await client.transactions(account_id)
    assert "COMPLETED" == status_name(await client.ended(newest.id))
    balance = await client.balance(account_id)
    assert (uzs(150_000) - REFUNDS[gateway], uzs(0)) == (money_of(balance.posted), money_of(balance.held))
    assert [-REFUNDS[gateway], uzs(150_000)] == [money_of(entry.amount) for entry in await client.entries(account_id)]


@pytest.mark.parametrize("gateway", SANDBOX)
async def test_a_deposit_that_was_called_off_brings_nothing(gateway: str, client: HamyonClient, payer: Payer) -> None:
    account_id = await account(client)
    deposit = await client.deposit(account_id=account_id, amount=uzs(150_000), gateway=gateway)
    await client.cancel_payment(deposit.billing_transaction_id)
    assert "FAILED" == status_name(await client.ended(deposit.id))
    assert TOO_LATE[gateway] == await payer.pay(deposit.payment_url)
    assert uzs(0) == money_of((await client.balance(account_id)).posted)


async def test_after_a_restart_at_another_port_every_gateway_goes_on(home: Path) -> None:
    """What was paid is there, links that last are paid at the new port, and all gateways take new deposits there."""
    async with ClientSession() as session:
        payer = Payer(session)
        with started(home) as before:
            async with connected(before.grpc, api_key=before.key) as client:
                account_id = await account(client)
                for gateway in SANDBOX:
                    await deposited(client, payer, account_id=account_id, gateway=gateway)
                waiting = [
                    await client.deposit(account_id=account_id, amount=uzs(1_000), gateway=gateway)
                    for gateway in LINKS_THAT_LAST
                ]
        with started(home) as after:
            async with connected(after.grpc, api_key=after.key) as client:
                for deposit in waiting:
                    assert "paid" == await payer.pay(deposit.payment_url.replace(before.http, after.http))
                    assert "COMPLETED" == status_name(await client.ended(deposit.id))
                for gateway in SANDBOX:
                    await deposited(client, payer, account_id=account_id, gateway=gateway)
                expected = len(SANDBOX) * uzs(300_000).minor_units + len(waiting) * uzs(1_000).minor_units
                assert expected == (await client.balance(account_id)).posted.minor_units


async def test_the_sandboxs_first_page_leads_to_every_gateway(service: RunningService) -> None:
    async with ClientSession(service.http) as session:
        async with session.get("/sandbox") as answer:
            page = await answer.text()
        assert list(SANDBOX) == re.findall(r'data-gateway="(\w+)"', page)
        for address in re.findall(r'<a class="button" href="([^"]+)"', page):
            async with session.get(address) as answer:
                assert 200 == answer.status, address
