"""The main job, end to end: a caller, a payer on the sandbox's page, and the books."""

from adapters.grpc_api.client import HamyonClient, money_of, status_name
from bootstrap.demo.cast import uzs
from bootstrap.demo.payer import Payer


async def account(client: HamyonClient) -> str:
    """An account in soum nobody has used yet."""
    user_id = await client.register_user()
    return (await client.open_account(user_id=user_id, currency_code="UZS")).id


async def deposited(client: HamyonClient, payer: Payer, *, soum: int) -> str:
    """An account with so much on it."""
    account_id = await account(client)
    deposit = await client.deposit(account_id=account_id, amount=uzs(soum), gateway="click")
    assert "paid" == await payer.pay(deposit.payment_url)
    assert "COMPLETED" == status_name(await client.ended(deposit.id))
    return account_id


async def test_a_deposit_paid_on_the_page_is_completed_and_on_the_account(client: HamyonClient, payer: Payer) -> None:
    account_id = await account(client)
    deposit = await client.deposit(account_id=account_id, amount=uzs(1_500), gateway="click")
    watching = client.watch(deposit.id)
    assert "PENDING" == status_name(await anext(watching))
    assert "paid" == await payer.pay(deposit.payment_url)
    assert ["COMPLETED"] == [status_name(told) async for told in watching]
    (entry,) = await client.entries(account_id)
    assert (1, deposit.id, uzs(1_500)) == (entry.version, entry.transaction_id, money_of(entry.amount))
    assert uzs(1_500) == money_of((await client.balance(account_id)).available)


async def test_a_link_that_was_paid_is_not_paid_again(client: HamyonClient, payer: Payer) -> None:
    account_id = await account(client)
    deposit = await client.deposit(account_id=account_id, amount=uzs(1_500), gateway="click")
    outcomes = [await payer.pay(deposit.payment_url), await payer.pay(deposit.payment_url)]
    await client.ended(deposit.id)
    assert ["paid", "already_paid"] == outcomes
    assert uzs(1_500) == money_of((await client.balance(account_id)).posted)


async def test_a_payer_who_types_an_account_number_makes_a_deposit(client: HamyonClient, payer: Payer) -> None:
    user_id = await client.register_user()
    opened = await client.open_account(user_id=user_id, currency_code="UZS")
    announced = await client.deposit(account_id=opened.id, amount=uzs(1), gateway="click")
    assert "paid" == await payer.top_up(opened.number, "250.50", known_link=announced.payment_url)
    newest, *_ = await client.transactions(opened.id)
    assert "COMPLETED" == status_name(await client.ended(newest.id))
    assert 25_050 == (await client.balance(opened.id)).posted.minor_units


async def test_a_batch_is_done_in_the_order_of_the_caller(client: HamyonClient, payer: Payer) -> None:
    """What the first transfer brings, the second spends."""
    rich, poor = await deposited(client, payer, soum=1_000), await account(client)
    results = await client.transfer_all([(rich, poor, uzs(1_000)), (poor, rich, uzs(400))])
    assert ["transaction", "transaction"] == [result.WhichOneof("result") for result in results]
    assert uzs(600) == money_of((await client.balance(poor)).posted)
