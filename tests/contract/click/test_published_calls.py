"""Our calls of the Merchant API as they travel: the published examples, word for word, and what no example shows."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from adapters.gateways.click.merchant_api.answers import PaymentAnswer
from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.merchant_api.errors import StrangerError
from adapters.gateways.click.settings import UZS, ClickSettings
from billing.domain.errors import GatewayNotConfiguredError, GatewayUnavailableError, UnknownOutcomeError
from shared_kernel.money import Money
from tests.contract.click.wire import wire

V9 = "4:90ad07a9ed91d40b1764879697289f4e24506e5e:1700000000"
SOUMS = Money(100_000, UZS)
DAY = date(2026, 1, 15)


async def test_the_published_invoice_is_sent_as_published() -> None:
    """Section 13."""
    async with wire({"error_code": 0, "error_note": "Success", "invoice_id": 1234567}) as click:
        invoice_id = await click.api.create_invoice(
            settings=click.settings, phone="998901234567", amount=SOUMS, reference="order-1001"
        )
        body = {
            "service_id": 73438,
            "amount": "1000.00",
            "phone_number": "998901234567",
            "merchant_trans_id": "order-1001",
        }
        assert [("POST", "/v2/merchant/invoice/create", body)] == click.calls
        assert 1234567 == invoice_id
        [headers] = click.headers
        assert (V9, "application/json", "application/json") == (
            headers["Auth"],
            headers["Accept"],
            headers["Content-Type"],
        )


async def test_the_published_status_is_asked_as_published() -> None:
    """Section 13."""
    told = {"error_code": 0, "error_note": "Success", "payment_id": 2882343434, "payment_status": 2}
    async with wire(told) as click:
        answer = await click.api.payment_status_by_mti(settings=click.settings, reference="order-1001", day=DAY)
        assert [("GET", "/v2/merchant/payment/status_by_mti/73438/order-1001/2026-01-15", None)] == click.calls
        assert PaymentAnswer(payment_id=2882343434, status=2, note="Success") == answer


async def test_the_published_reversal_is_sent_as_published() -> None:
    """Section 13."""
    async with wire({"error_code": 0, "error_note": "Success", "payment_id": 2882343434}) as click:
        await click.api.reverse(settings=click.settings, payment_id=2882343434)
        assert [("DELETE", "/v2/merchant/payment/reversal/73438/2882343434", None)] == click.calls


async def test_a_bad_digest_is_answered_401() -> None:
    """Section 13."""
    async with wire(401) as click:
        with pytest.raises(StrangerError):
            await click.api.reverse(settings=click.settings, payment_id=1)


Call = Callable[[MerchantApi, ClickSettings], Awaitable[object]]
OTHERS: dict[str, tuple[Call, tuple[str, str, object]]] = {
    "invoice status": (
        lambda api, us: api.invoice_status(settings=us, invoice_id=7),
        ("GET", "invoice/status/73438/7", None),
    ),
    "payment status": (
        lambda api, us: api.payment_status(settings=us, payment_id=8),
        ("GET", "payment/status/73438/8", None),
    ),
    "an order of any letters": (
        lambda api, us: api.payment_status_by_mti(settings=us, reference="A/7 №5", day=DAY),
        ("GET", "payment/status_by_mti/73438/A%2F7%20%E2%84%965/2026-01-15", None),
    ),
    "a part": (
        lambda api, us: api.reverse_partly(settings=us, payment_id=8, amount=Money(30_050, UZS)),
        ("DELETE", "payment/partial_reversal/73438/8/300.50", None),
    ),
    "a card": (
        lambda api, us: api.request_card_token(settings=us, card_number="8600", expires="0330", temporary=True),
        (
            "POST",
            "card_token/request",
            {"service_id": 73438, "card_number": "8600", "expire_date": "0330", "temporary": 1},
        ),
    ),
    "a code": (
        lambda api, us: api.verify_card_token(settings=us, card_token="t-1", sms_code=12345),
        ("POST", "card_token/verify", {"service_id": 73438, "card_token": "t-1", "sms_code": 12345}),
    ),
    "a debit": (
        lambda api, us: api.pay_with_card_token(settings=us, card_token="t-1", amount=SOUMS, reference="o"),
        (
            "POST",
            "card_token/payment",
            {"service_id": 73438, "card_token": "t-1", "amount": "1000.00", "transaction_parameter": "o"},
        ),
    ),
    "a forgotten card": (
        lambda api, us: api.delete_card_token(settings=us, card_token="t-1"),
        ("DELETE", "card_token/73438/t-1", None),
    ),
    "a receipt": (
        lambda api, us: api.submit_items(settings=us, payment_id=8, items=[{"Price": 5}], card=SOUMS),
        (
            "POST",
            "payment/ofd_data/submit_items",
            {
                "service_id": 73438,
                "payment_id": 8,
                "items": [{"Price": 5}],
                "received_ecash": 0,
                "received_cash": 0,
                "received_card": 100_000,
            },
        ),
    ),
    "a receipt of somebody else": (
        lambda api, us: api.submit_qrcode(settings=us, payment_id=8, url="https://ofd.example/1"),
        (
            "POST",
            "payment/ofd_data/submit_qrcode",
            {"service_id": 73438, "payment_id": 8, "qrcode": "https://ofd.example/1"},
        ),
    ),
    "a look at a receipt": (
        lambda api, us: api.receipt(settings=us, payment_id=8),
        ("GET", "payment/ofd_data/73438/8", None),
    ),
}


@pytest.mark.parametrize(("call", "sent"), OTHERS.values(), ids=OTHERS.keys())
async def test_every_other_call_is_sent_as_documented(call: Call, sent: tuple[str, str, object]) -> None:
    async with wire({"error_code": 0, "error_note": "Success"}) as click:
        await call(click.api, click.settings)
        method, path, body = sent
        assert [(method, f"/v2/merchant/{path}", body)] == click.calls
        assert V9 == click.headers[0]["Auth"]


async def test_a_read_is_repeated_and_a_change_is_not() -> None:
    told = {"error_code": 0, "payment_id": 8, "payment_status": 2}
    async with wire(503, 502, told) as click:
        assert 2 == (await click.api.payment_status(settings=click.settings, payment_id=8)).status
        assert 3 == len(click.calls)
    async with wire(503, told) as click:
        with pytest.raises(UnknownOutcomeError):
            await click.api.reverse(settings=click.settings, payment_id=8)
        assert 1 == len(click.calls)


async def test_a_click_that_is_down_is_left_alone_for_a_while() -> None:
    """Then nothing is sent, so nothing is unknown."""
    async with wire(500, failures=2) as click:
        for _ in range(2):
            with pytest.raises(UnknownOutcomeError):
                await click.api.reverse(settings=click.settings, payment_id=8)
        with pytest.raises(GatewayUnavailableError):
            await click.api.reverse(settings=click.settings, payment_id=8)
        assert 2 == len(click.calls)


async def test_without_an_api_user_nothing_is_sent() -> None:
    async with wire({"error_code": 0}, merchant_user_id=None) as click:
        with pytest.raises(GatewayNotConfiguredError):
            await click.api.reverse(settings=click.settings, payment_id=8)
        assert [] == click.calls


async def test_an_invoice_without_a_number_may_have_been_sent() -> None:
    async with wire({"error_code": 0}) as click:
        with pytest.raises(UnknownOutcomeError):
            await click.api.create_invoice(
                settings=click.settings, phone="998901234567", amount=SOUMS, reference="order-1001"
            )
