"""Invoices on the payer's phone and debits of known cards: begun by us, settled by Prepare and Complete."""

import pytest

from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.merchant_api.connection import MerchantConnection
from adapters.gateways.click.settings import ClickSettings, parse_settings
from adapters.http_client.client import HttpClient
from billing.domain.errors import GatewayRefusedError, UnknownOutcomeError
from billing.domain.provider_call import CallStatus, Operation
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from shared_kernel.clock import SystemClock
from tests.contract.click.market import Market

PHONE = "+998901234567"
RICH, POOR = "8600000000001111", "8600000000000000"
SMS_CODE = 12345
LINK = "https://my.click.uz/services/pay?service_id=73438&amount=1000.00&transaction_param=order-1001"


async def test_an_invoice_is_paid_on_the_phone(market: Market) -> None:
    order = await market.order("order-1001", phone=PHONE)
    invoice = (await market.details(order.id)).invoice_id
    assert (Status.PENDING, "") == (order.status, order.payment_url)

    await market.control("pay", invoice=invoice)

    assert (Status.COMPLETED, 1) == (await market.shop.status(order.id), await market.shop.settlements())
    assert invoice == (await market.details(order.id)).invoice_id


async def test_a_rejected_invoice_ends_its_payment(market: Market) -> None:
    order = await market.order("order-1001", phone=PHONE)
    await market.control("reject", invoice=(await market.details(order.id)).invoice_id)

    await market.make(Operation.LOOK_UP, order.id)

    payment = await market.shop.transaction(order.id)
    assert Status.CANCELED == payment.status
    assert payment.failure is not None
    assert "INVOICE_REJECTED" == payment.failure.reason
    assert -99 == (await market.details(order.id)).invoice_status


async def test_an_invoice_nobody_has_answered_is_waited_for(market: Market) -> None:
    order = await market.order("order-1001", phone=PHONE)
    call = await market.make(Operation.LOOK_UP, order.id)
    assert (CallStatus.DUE, Status.PENDING) == (call.status, await market.shop.status(order.id))


async def test_a_phone_click_does_not_know_fails_the_payment(market: Market) -> None:
    with pytest.raises(GatewayRefusedError, match="phone_number"):
        await market.order("order-1001", phone="12")


async def test_an_invoice_whose_answer_is_lost_is_sent_again_and_one_of_both_is_paid(market: Market) -> None:
    """Prepare refuses the second payment, so the payer is charged once."""
    await market.fail("invoice", "error_after")
    with pytest.raises(UnknownOutcomeError):
        await market.order("order-1001", phone=PHONE)
    [order] = await _initiated(market)

    await market.make(Operation.CREATE, order.id)
    await market.control("pay", invoice=(await market.details(order.id)).invoice_id)

    assert (Status.COMPLETED, 100_000) == (await market.shop.status(order.id), await market.kept())


async def test_an_invoice_that_is_paid_before_its_answer_is_known_is_settled_and_not_sent_again(market: Market) -> None:
    """Prepare may ask about a payment that we are only opening."""
    await market.fail("invoice", "error_after")
    with pytest.raises(UnknownOutcomeError):
        await market.order("order-1001", phone=PHONE)
    [order] = await _initiated(market)
    await market.control("pay", link=LINK)
    assert Status.COMPLETED == await market.shop.status(order.id)
    await market.fail("invoice", "refuse")

    assert CallStatus.DONE == (await market.make(Operation.CREATE, order.id)).status
    assert (Status.COMPLETED, 100_000) == (await market.shop.status(order.id), await market.kept())


async def test_a_card_is_not_debited_for_what_was_called_off_meanwhile(market: Market) -> None:
    token = await _card(market, RICH)
    await market.fail("token_payment", "time_out_before")
    with pytest.raises(UnknownOutcomeError):
        await market.order("order-1001", card_token=token)
    [order] = await _initiated(market)
    async with market.shop.store.units_of_work(tenant_id=order.tenant_id) as unit:
        await unit.transactions.save((await unit.transactions.lock(order.id)).cancel(at=SystemClock().now()))

    assert CallStatus.DONE == (await market.make(Operation.CREATE, order.id)).status
    assert (Status.CANCELED, []) == (await market.shop.status(order.id), await market.books())


async def test_a_known_card_is_debited_once(market: Market) -> None:
    order = await market.order("order-1001", card_token=await _card(market, RICH))

    assert (Status.COMPLETED, 1) == (await market.shop.status(order.id), await market.shop.settlements())
    [payment] = await market.books()
    details = await market.details(order.id)
    assert (payment["payment_id"], 2) == (details.payment_id, details.payment_status)
    assert details.merchant_confirm_id is not None


async def test_a_card_without_money_fails_the_payment(market: Market) -> None:
    token = await _card(market, POOR)
    with pytest.raises(GatewayRefusedError, match="not debited"):
        await market.order("order-1001", card_token=token)
    [payment] = await market.books()
    assert 0 == payment["paid"]
    assert 0 == await market.shop.settlements()


@pytest.mark.parametrize("fault", ["time_out_after", "error_after", "cut", "garbage"])
async def test_a_debit_whose_answer_is_lost_is_looked_up_and_not_repeated(market: Market, fault: str) -> None:
    token = await _card(market, RICH)
    await market.fail("token_payment", fault)
    with pytest.raises(UnknownOutcomeError):
        await market.order("order-1001", card_token=token)
    [payment] = await market.books()
    [order] = await _paid(market)

    call = await market.make(Operation.CREATE, order.id)

    assert CallStatus.DONE == call.status
    assert (payment["payment_id"], 100_000) == ((await market.details(order.id)).payment_id, await market.kept())


async def test_a_debit_that_did_nothing_is_made_by_the_next_try(market: Market) -> None:
    token = await _card(market, RICH)
    await market.fail("token_payment", "time_out_before")
    with pytest.raises(UnknownOutcomeError):
        await market.order("order-1001", card_token=token)
    [order] = await _initiated(market)

    await market.make(Operation.CREATE, order.id)

    assert (Status.COMPLETED, 100_000) == (await market.shop.status(order.id), await market.kept())


async def _card(market: Market, number: str) -> str:
    """The token of a card that its owner has confirmed."""
    api, settings = _api(market)
    card = await api.request_card_token(settings=settings, card_number=number, expires="0330", temporary=False)
    masked = await api.verify_card_token(settings=settings, card_token=card.token, sms_code=SMS_CODE)
    assert f"{number[:4]}********{number[-4:]}" == masked
    return card.token


async def test_a_card_is_not_debited_before_its_owner_confirmed_it_or_after_it_was_forgotten(market: Market) -> None:
    api, settings = _api(market)
    card = await api.request_card_token(settings=settings, card_number=RICH, expires="0330", temporary=True)
    assert ("99890*****67", True) == (card.phone, card.temporary)
    assert card.token not in repr(card)
    with pytest.raises(GatewayRefusedError, match="Wrong code"):
        await api.verify_card_token(settings=settings, card_token=card.token, sms_code=1)
    with pytest.raises(GatewayRefusedError, match="not confirmed"):
        await market.order("order-1001", card_token=card.token)
    await api.delete_card_token(settings=settings, card_token=card.token)
    with pytest.raises(GatewayRefusedError, match="not found"):
        await market.order("order-1002", card_token=card.token)


def _api(market: Market) -> tuple[MerchantApi, ClickSettings]:
    tools = market.shop.payments.gateway_tools()
    http = HttpClient(name="click", session=tools.session)
    base = str(market.click._base_url).rstrip("/")  # noqa: SLF001 - aiohttp tells it nowhere else
    settings = parse_settings(
        {
            "service_id": 73438,
            "merchant_id": 12345,
            "secret_key": "s3cr3t-KEY_test",
            "merchant_user_id": 4,
            "api_url": f"{base}/sandbox/click/api",
        }
    )
    return MerchantApi(MerchantConnection(http=http, clock=SystemClock())), settings


async def _initiated(market: Market) -> list[Transaction]:
    return [one for one in _transactions(market) if one.status is Status.INITIATED]


async def _paid(market: Market) -> list[Transaction]:
    return [one for one in _transactions(market) if one.status is Status.COMPLETED]


def _transactions(market: Market) -> list[Transaction]:
    rows = market.shop.store.units_of_work.rows.committed  # type: ignore[attr-defined]
    return [row for (table, *_), row in rows.items() if table == "transactions"]
