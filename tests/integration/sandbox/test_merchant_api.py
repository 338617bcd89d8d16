"""The Merchant API of the simulated Click, called as the protocol writes it, by a merchant's program of its own."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from adapters.sandbox.faults import Fault
from adapters.sandbox.merchants import Merchant
from tests.integration.sandbox.merchant import SECRET, RecordingMerchant
from tests.integration.sandbox.payer import LINK, Payer, sandbox

API = "/sandbox/click/api"
USER = "4"
LINE = {
    "Name": "Book pcs",
    "SPIC": "10305008003000000",
    "PackageCode": "1514296",
    "Price": 100_000,
    "Amount": 1,
    "VAT": 10_714,
    "VATPercent": 12,
    "CommissionInfo": {"TIN": "123456789"},
}
UNDONE = [Fault.REFUSE, Fault.BUSY, Fault.TIME_OUT_BEFORE, Fault.ERROR_BEFORE]
DONE = [Fault.TIME_OUT_AFTER, Fault.ERROR_AFTER, Fault.CUT, Fault.GARBAGE, Fault.SLOW]


@dataclass
class MovableClock:
    """A clock that stands until it is moved; it begins at noon in Tashkent on the last day of January."""

    moment: datetime = datetime(2026, 1, 31, 7, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **time: float) -> None:
        self.moment += timedelta(**time)


@dataclass(kw_only=True)
class Caller:
    """A merchant's program: `auth` is what it sends instead of the right header."""

    payer: Payer
    clock: MovableClock = field(default_factory=MovableClock)
    auth: str | None = None

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        """The answer's JSON; its HTTP status where it has none; a word for what broke off."""
        timestamp = str(int(self.clock.now().timestamp()))
        digest = hashlib.sha1(f"{timestamp}{SECRET}".encode(), usedforsecurity=False).hexdigest()
        headers = {"Auth": f"{USER}:{digest}:{timestamp}" if self.auth is None else self.auth}
        try:
            async with ClientSession(self.payer.base) as client:
                # Else aiohttp repeats a DELETE that broke off, all by itself.
                client._retry_connection = False  # noqa: SLF001
                async with client.request(method, f"{API}/{path}", json=body, headers=headers) as answer:
                    return await answer.json(content_type=None) if answer.status == 200 else answer.status
        except ClientError:
            return "broken"
        except ValueError:
            return "garbage"

    async def code(self, method: str, path: str, body: dict[str, Any] | None = None) -> int:
        """Only the `error_code`."""
        return (await self.ask(method, path, body))["error_code"]

    async def control(self, action: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        """A control route's answer."""
        async with self.payer.client.post(f"/sandbox/click/_control/{action}", json=body) as answer:
            return await answer.json() if answer.status == 200 else answer.status

    async def paid(self, choice: str = "pay") -> dict[str, Any]:
        """A payment of 1000 soums for order-1001."""
        link = f"https://my.click.uz/services/pay?service_id=73438&amount=1000.00&transaction_param={LINK['transaction_param']}"
        return (await self.control("pay", link=link, choice=choice))[0]

    async def books(self, name: object) -> dict[str, Any]:
        """What the books say of one payment."""
        async with self.payer.client.get(f"/sandbox/click/_control/payments/{name}") as answer:
            return (await answer.json())[0]


@pytest.fixture
async def caller(merchant: RecordingMerchant) -> AsyncIterator[Caller]:
    async with calling(merchant) as made:
        yield made


@asynccontextmanager
async def calling(merchant: RecordingMerchant) -> AsyncIterator[Caller]:
    known = Merchant(
        service_id="73438",
        name="Bahor Books",
        secret_key=SECRET,
        webhook_url=merchant.url,
        merchant_user_id=USER,
    )
    clock = MovableClock()
    async with sandbox(known, clock=clock) as payer:
        yield Caller(payer=payer, clock=clock)


@pytest.mark.parametrize(
    "auth",
    [
        "",
        "4",
        "4:356a192b7913b04c54574d18c28d46e6395428ab:1519051543",
        "5:{digest}:{timestamp}",
        "4:{digest}:{timestamp}0",
        "4:{digest}:",
    ],
)
async def test_a_stranger_is_answered_401(auth: str, caller: Caller) -> None:
    timestamp = str(int(caller.clock.now().timestamp()))
    digest = hashlib.sha1(f"{timestamp}{SECRET}".encode(), usedforsecurity=False).hexdigest()
    caller.auth = auth.format(digest=digest, timestamp=timestamp)
    assert 401 == await caller.ask("GET", "payment/status/73438/1")
    assert 401 == await caller.ask("POST", "invoice/create", {"service_id": 73438})


async def test_an_old_header_and_another_service_are_answered_401(caller: Caller) -> None:
    timestamp = str(int(caller.clock.now().timestamp()))
    digest = hashlib.sha1(f"{timestamp}{SECRET}".encode(), usedforsecurity=False).hexdigest()
    assert 401 == await caller.ask("GET", "payment/status/1/1")
    caller.auth = f"{USER}:{digest}:{timestamp}"
    caller.clock.pass_by(minutes=11)
    assert 401 == await caller.ask("GET", "payment/status/73438/1")


async def test_the_published_examples_are_answered_in_the_published_shape(caller: Caller) -> None:
    """Section 13, in the moment of vector V9: invoice, status by order, reversal, and 401 for the documented sample."""
    caller.clock.moment = datetime.fromtimestamp(1_700_000_000, UTC)
    caller.auth = "4:90ad07a9ed91d40b1764879697289f4e24506e5e:1700000000"
    body = {"service_id": 73438, "amount": 1000.0, "phone_number": "998901234567", "merchant_trans_id": "order-1001"}
    invoice = await caller.ask("POST", "invoice/create", body)
    assert {"error_code": 0, "error_note": "Success", "invoice_id": invoice["invoice_id"]} == invoice
    assert int is type(invoice["invoice_id"])
    payment_id = (await caller.paid())["payment_id"]
    told = {"error_code": 0, "error_note": "Success", "payment_id": payment_id}
    status = await caller.ask("GET", "payment/status_by_mti/73438/order-1001/2023-11-15")
    assert {**told, "payment_status": 2, "merchant_trans_id": "order-1001"} == status
    caller.auth = "4:356a192b7913b04c54574d18c28d46e6395428ab:1700000000"
    assert 401 == await caller.ask("DELETE", f"payment/reversal/73438/{payment_id}")
    caller.auth = "4:90ad07a9ed91d40b1764879697289f4e24506e5e:1700000000"
    assert told == await caller.ask("DELETE", f"payment/reversal/73438/{payment_id}")
    assert 0 == (await caller.books(payment_id))["kept"]


async def test_a_payment_is_known_by_its_number_and_by_its_order_and_day(caller: Caller) -> None:
    payment = await caller.paid()
    told = {
        "error_code": 0,
        "error_note": "Success",
        "payment_id": payment["payment_id"],
        "payment_status": 2,
    }
    assert told == await caller.ask("GET", f"payment/status/73438/{payment['payment_id']}")
    by_order = await caller.ask("GET", "payment/status_by_mti/73438/order-1001/2026-01-31")
    assert {**told, "merchant_trans_id": "order-1001"} == by_order
    for other in ("order-1001/2026-01-30", "order-1002/2026-01-31", "order-1001/yesterday"):
        assert 0 > await caller.code("GET", f"payment/status_by_mti/73438/{other}")


async def test_a_payment_nobody_was_debited_for_has_a_negative_status(caller: Caller) -> None:
    payment = await caller.paid("fail")
    assert -1 == (await caller.ask("GET", f"payment/status/73438/{payment['payment_id']}"))["payment_status"]
    assert 0 > await caller.code("DELETE", f"payment/reversal/73438/{payment['payment_id']}")


async def test_a_payment_is_reversed_once(caller: Caller) -> None:
    payment_id = (await caller.paid())["payment_id"]
    path = f"payment/reversal/73438/{payment_id}"
    assert 0 == await caller.code("DELETE", path)
    assert 0 > await caller.code("DELETE", path)
    books = await caller.books(payment_id)
    assert (100_000, 100_000, 0, -2) == (books["paid"], books["reversed"], books["kept"], books["payment_status"])


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (1, True), (2, False), (40, False)])
async def test_only_payments_of_the_open_month_are_reversed(days: int, *, allowed: bool, caller: Caller) -> None:
    """This month's or, on its first day, also the last one's (section 5.6)."""
    payment_id = (await caller.paid())["payment_id"]
    caller.clock.pass_by(days=days)
    assert allowed == (await caller.code("DELETE", f"payment/reversal/73438/{payment_id}") == 0)


async def test_only_payments_by_card_are_reversed(caller: Caller) -> None:
    payment_id = (await caller.paid())["payment_id"]
    await caller.control("pay_otherwise", payment=payment_id)
    assert 0 > await caller.code("DELETE", f"payment/reversal/73438/{payment_id}")


async def test_parts_are_reversed_until_nothing_is_left(caller: Caller) -> None:
    payment_id = (await caller.paid())["payment_id"]
    path = f"payment/partial_reversal/73438/{payment_id}"
    assert [0, 0] == [await caller.code("DELETE", f"{path}/{part}") for part in ("300.50", "99.5")]
    assert 0 > await caller.code("DELETE", f"{path}/600.01")
    assert 0 > await caller.code("DELETE", f"payment/reversal/73438/{payment_id}")
    assert 0 == await caller.code("DELETE", f"{path}/600")
    assert 0 == (await caller.books(payment_id))["kept"]


async def test_an_invoice_is_paid_on_its_page(caller: Caller) -> None:
    body = {"service_id": 73438, "amount": 1000.0, "phone_number": "998901234567", "merchant_trans_id": "order-1001"}
    invoice_id = (await caller.ask("POST", "invoice/create", body))["invoice_id"]
    status = f"invoice/status/73438/{invoice_id}"
    assert 0 == (await caller.ask("GET", status))["invoice_status"]

    page = await caller.payer.get(f"/sandbox/click/invoices/{invoice_id}")
    receipt = await caller.payer.press(page, "pay")

    assert ["paid"] == receipt.outcomes
    assert 1 == (await caller.ask("GET", status))["invoice_status"]
    assert 410 == (await caller.payer.get(f"/sandbox/click/invoices/{invoice_id}")).status


async def test_a_rejected_invoice_is_deleted(caller: Caller) -> None:
    body = {"service_id": 73438, "amount": 1000, "phone_number": "998901234567", "merchant_trans_id": "order-1001"}
    invoice_id = (await caller.ask("POST", "invoice/create", body))["invoice_id"]
    await caller.control("reject", invoice=invoice_id)
    assert -99 == (await caller.ask("GET", f"invoice/status/73438/{invoice_id}"))["invoice_status"]
    assert 409 == await caller.control("reject", invoice=invoice_id)


@pytest.mark.parametrize(
    "change", [{"amount": "1000"}, {"amount": -1}, {"amount": 0.001}, {"phone_number": "901234567"}, {"amount": True}]
)
async def test_an_invoice_of_another_shape_is_refused(change: dict[str, object], caller: Caller) -> None:
    body = {"service_id": 73438, "amount": 1000, "phone_number": "998901234567", "merchant_trans_id": "o", **change}
    assert 0 > await caller.code("POST", "invoice/create", body)


async def test_a_temporary_card_pays_once(caller: Caller, merchant: RecordingMerchant) -> None:
    asked = {"service_id": 73438, "card_number": "8600000000001111", "expire_date": "0330", "temporary": 1}
    token = (await caller.ask("POST", "card_token/request", asked))["card_token"]
    named = {"service_id": 73438, "card_token": token}
    paying = {**named, "amount": 1000, "transaction_parameter": "order-1001"}
    assert 0 > await caller.code("POST", "card_token/payment", paying)
    assert 0 > await caller.code("POST", "card_token/verify", {**named, "sms_code": 1})
    assert 0 == await caller.code("POST", "card_token/verify", {**named, "sms_code": 12345})

    told = await caller.ask("POST", "card_token/payment", paying)

    assert (0, 2) == (told["error_code"], told["payment_status"])
    assert told["payment_id"].isdecimal()
    assert [("0", "0"), ("1", "0")] == merchant.said
    assert 0 > await caller.code("POST", "card_token/payment", paying)


async def test_a_receipt_is_counted_however_often_it_is_submitted(caller: Caller) -> None:
    """Nothing says what a second one does, so a merchant who submits twice is found out."""
    payment_id = (await caller.paid())["payment_id"]
    path = f"payment/ofd_data/73438/{payment_id}"
    assert 0 > await caller.code("GET", path)
    body = {
        "service_id": 73438,
        "payment_id": payment_id,
        "items": [LINE],
        "received_ecash": 0,
        "received_cash": 0,
        "received_card": 100_000,
    }
    assert [0, 0] == [await caller.code("POST", "payment/ofd_data/submit_items", body) for _ in range(2)]
    told = await caller.ask("GET", path)
    assert {"paymentId", "qrCodeURL"} == told.keys()
    assert 2 == (await caller.books(payment_id))["receipts"]
    mine = {"service_id": 73438, "payment_id": payment_id, "qrcode": "https://ofd.example/1"}
    assert 0 == await caller.code("POST", "payment/ofd_data/submit_qrcode", mine)
    assert "https://ofd.example/1" == (await caller.ask("GET", path))["qrCodeURL"]


@pytest.mark.parametrize(
    "change",
    [
        {"items": []},
        {"items": [{**LINE, "SPIC": "1" * 18}]},
        {"items": [{**LINE, "Price": 1.5}]},
        {"items": [{**LINE, "CommissionInfo": {}}]},
        {"received_card": 1000},
    ],
)
async def test_a_receipt_of_another_shape_is_refused(change: dict[str, object], caller: Caller) -> None:
    """Soums for tiyin above all."""
    payment_id = (await caller.paid())["payment_id"]
    tenders = {"received_ecash": 0, "received_cash": 0, "received_card": 100_000}
    body = {"service_id": 73438, "payment_id": payment_id, "items": [LINE], **tenders, **change}
    assert 0 > await caller.code("POST", "payment/ofd_data/submit_items", body)


@pytest.mark.parametrize("reference", ["order-1001", "payment_id", "*"])
@pytest.mark.parametrize("fault", [*UNDONE, *DONE])
async def test_a_reversal_is_made_or_not_as_the_fault_says(fault: Fault, reference: str, caller: Caller) -> None:
    payment_id = (await caller.paid())["payment_id"]
    name = str(payment_id) if reference == "payment_id" else reference
    await caller.control("faults", operation="reversal", faults=[fault.value], reference=name)
    seen = await caller.ask("DELETE", f"payment/reversal/73438/{payment_id}")
    expected = {
        Fault.BUSY: 429,
        Fault.ERROR_BEFORE: 500,
        Fault.ERROR_AFTER: 500,
        Fault.GARBAGE: "garbage",
        Fault.TIME_OUT_BEFORE: "broken",
        Fault.TIME_OUT_AFTER: "broken",
        Fault.CUT: "broken",
    }
    if fault in expected:
        assert expected[fault] == seen
    else:
        assert (fault is Fault.SLOW) == (seen["error_code"] == 0)
    assert (0 if fault in DONE else 100_000) == (await caller.books(payment_id))["kept"]


async def test_a_fault_that_cannot_happen_to_a_call_is_refused(caller: Caller) -> None:
    assert 400 == await caller.control("faults", operation="reversal", faults=["lost"])
    assert 400 == await caller.control("faults", operation="notify", faults=["busy"])
    assert 400 == await caller.control("faults", operation="dance", faults=["busy"])
    assert 404 == await caller.control("dance")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("lost", [("0", "0")]),
        ("twice", [("0", "0"), ("1", "0"), ("1", "0")]),
        ("contradict", [("0", "0"), ("1", "0"), ("1", "-5017")]),
        ("late", [("0", "0")]),
    ],
)
async def test_a_debit_is_reported_as_the_fault_says(
    fault: str, said: list[tuple[str, str]], caller: Caller, merchant: RecordingMerchant
) -> None:
    """Whatever the merchant hears of it, the payer was debited."""
    await caller.control("faults", operation="notify", faults=[fault])
    payment = await caller.paid()
    assert (said, 100_000) == (merchant.said, payment["kept"])
    if fault == "late":
        await caller.control("deliver_withheld", payment=payment["payment_id"])
        assert [("0", "0"), ("1", "0")] == merchant.said


async def test_money_that_the_merchant_had_called_off_goes_back_by_itself(
    caller: Caller, merchant: RecordingMerchant
) -> None:
    merchant.complete = [{"error": -9}]
    payment = await caller.paid()
    assert (100_000, 0) == (payment["reversed"], payment["kept"])
