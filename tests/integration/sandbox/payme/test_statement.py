"""Our reading of Payme's own list of payments, for a reconciliation."""

from datetime import datetime, timedelta

import pytest

from adapters.gateways.payme.statement import PaymeStatement
from adapters.gateways.payme.subscribe import SubscribeClient
from adapters.http_client.client import HttpClient
from adapters.http_client.session import HttpSession
from billing.domain.errors import NotSupportedByGatewayError
from billing.domain.observation import Standing
from billing.domain.statement import StatementLine
from shared_kernel.money import Money
from tests.contract.payme.shop import MERCHANT, TIYIN, UZS, PaymeShop
from tests.integration.sandbox.payme.payme import API_KEY, CHECKOUT_URL, Payme


async def lines(shop: PaymeShop, *, start: datetime, end: datetime) -> list[StatementLine]:
    configuration = await shop.store.configurations.get(tenant_id=shop.store.tenant_id, gateway="payme")
    assert configuration is not None
    session = HttpSession()
    try:
        statement = PaymeStatement(SubscribeClient(HttpClient(name="payme", session=session)))
        return [line async for line in statement.lines(configuration=configuration, start=start, end=end)]
    finally:
        await session.close()


async def test_every_receipt_of_the_period_is_a_line(shop: PaymeShop, payme: Payme) -> None:
    """Paid, refunded, declined and sixty unpaid ones: more than Payme tells at once."""
    await shop.configure(
        checkout_url=CHECKOUT_URL,
        register_id=MERCHANT,
        register_key=API_KEY,
        subscribe_url=f"{payme.base}/sandbox/payme/api",
    )
    start = shop.clock.now()
    for number in range(60):
        await payme.result("receipts.create", amount=100 + number, account={"order_id": "x"})
    links = [(await shop.transaction(await shop.order(f"o{number}"))).payment_url for number in range(3)]
    paid = await payme.do("pay", link=links[0])
    refunded = await payme.do("pay", link=links[1])
    await payme.do("cancel", receipt=refunded["receipt_id"])
    declined = await payme.do("decline", link=links[2])
    shop.clock.move(milliseconds=1)

    found = await lines(shop, start=start, end=shop.clock.now())

    assert 63 == len(found) == len({line.payment for line in found})
    nothing, whole = Money(0, UZS), Money(TIYIN, UZS)
    assert {
        paid["receipt_id"]: (Standing.PAID, nothing),
        refunded["receipt_id"]: (Standing.PAID, whole),
        declined["receipt_id"]: (Standing.CANCELED, None),
    } == {line.payment: (line.standing, line.refunded) for line in found if line.amount == whole}
    later = shop.clock.now()
    assert [] == await lines(shop, start=later, end=later + timedelta(hours=1))


async def test_a_payment_counts_when_it_moved(shop: PaymeShop, payme: Payme) -> None:
    """Made before midnight, paid after it: a line of the new day."""
    await shop.configure(
        checkout_url=CHECKOUT_URL,
        register_id=MERCHANT,
        register_key=API_KEY,
        subscribe_url=f"{payme.base}/sandbox/payme/api",
    )
    await payme.plan("PerformTransaction", "late")
    waiting = await payme.do("pay", link=(await shop.transaction(await shop.order("197"))).payment_url)
    shop.clock.move(milliseconds=3_600_000)
    midnight = shop.clock.now()
    await payme.do("resume", receipt=waiting["receipt_id"])
    [line] = await lines(shop, start=midnight, end=midnight + timedelta(days=1))
    assert (waiting["receipt_id"], Standing.PAID) == (line.payment, line.standing)


async def test_without_a_register_there_is_no_list(shop: PaymeShop) -> None:
    with pytest.raises(NotSupportedByGatewayError):
        await lines(shop, start=shop.clock.now(), end=shop.clock.now())
