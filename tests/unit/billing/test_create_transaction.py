"""Beginning a payment: once per request, one payable per order, and nothing lost when a provider fails."""

import asyncio
from collections import Counter

import pytest

from billing.domain.amounts import MAX_AMOUNT
from billing.domain.details.cash import CashDetails
from billing.domain.direction import Direction
from billing.domain.errors import (
    AccountNumberReferenceError,
    AlreadyPaidError,
    AmountTooLargeError,
    CurrencyNotSupportedError,
    GatewayNotConfiguredError,
    UnknownGatewayError,
)
from billing.domain.status import Status
from shared_kernel.currency import currency
from shared_kernel.errors import ExternalError
from shared_kernel.idempotency import RequestIdReusedError, RequestInProgressError, RequestKey, request_key
from shared_kernel.money import Money
from tests.fakes.billing.builders import numbered_id
from tests.fakes.billing.world import ACCOUNT_NUMBER, TENANT, BillingWorld, uzs

CREATED_AND_PENDING = ["billing.transaction.created.v1", "billing.transaction.pending.v1"]


@pytest.fixture
async def world() -> BillingWorld:
    made = BillingWorld()
    await made.configure_click()
    await made.configure(tenant_id=TENANT, gateway="integrator", settings={})
    return made


def key(request_id: str = "r1", content: str = "") -> RequestKey:
    return request_key(request_id=request_id, operation="CreateTransaction", content=(content,))


async def test_a_link_gateway_gives_the_payment_page_at_once(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), order_reference="A/7")

    assert (Status.PENDING, "https://pay.example/73438/A/7") == (payment.status, payment.payment_url)
    assert CREATED_AND_PENDING == await world.event_types()


async def test_an_order_without_reference_is_referred_to_by_its_id(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000))

    assert str(payment.id) == payment.order_reference


async def test_a_sum_no_book_could_carry_is_refused_at_the_door(world: BillingWorld) -> None:
    """Money that a payer was charged must fit into every balance it is booked on."""
    with pytest.raises(AmountTooLargeError) as refused:
        await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(MAX_AMOUNT + 1))
    assert ("amount", {"maximum": "1000000000000000"}) == (refused.value.field, refused.value.parameters)
    assert [] == await world.event_types()

    payment = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(MAX_AMOUNT))
    assert Status.PENDING == payment.status


async def test_an_order_does_not_take_the_name_of_an_account(world: BillingWorld) -> None:
    """Payers top accounts up by typing their numbers: the order would take what is meant for the account."""
    with pytest.raises(AccountNumberReferenceError) as refused:
        await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), order_reference=ACCOUNT_NUMBER)
    assert "order_reference" == refused.value.field
    assert [] == await world.event_types()


@pytest.mark.parametrize(
    ("gateway", "direction"), [("cash", Direction.PAYMENT), ("click", Direction.PAYOUT)], ids=["cash", "payout"]
)
async def test_what_no_payer_names_to_a_provider_may_be_called_like_an_account(
    world: BillingWorld, gateway: str, direction: Direction
) -> None:
    named = await world.create(
        tenant_id=TENANT, gateway=gateway, direction=direction, amount=uzs(1000), order_reference=ACCOUNT_NUMBER
    )
    assert ACCOUNT_NUMBER == named.order_reference


async def test_an_order_begun_before_the_account_of_its_name_is_still_answered(world: BillingWorld) -> None:
    """A repeated request answers what it answered, whoever has got that number since."""
    order = {"tenant_id": TENANT, "gateway": "click", "amount": uzs(1000), "order_reference": "7009999990"}
    begun = await world.create(key=key(), **order)
    world.account_numbers.known.add("7009999990")
    assert begun == await world.create(key=key(), **order)


async def test_cash_needs_no_configuration(world: BillingWorld) -> None:
    payment = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000))

    assert (Status.PENDING, "", CashDetails()) == (payment.status, payment.payment_url, payment.details)


async def test_a_gateway_is_off_until_configured_and_when_disabled(world: BillingWorld) -> None:
    await world.disable(tenant_id=TENANT, gateway="click")

    with pytest.raises(GatewayNotConfiguredError):
        await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000))
    with pytest.raises(GatewayNotConfiguredError):
        await BillingWorld().create(tenant_id=TENANT, gateway="click", amount=uzs(1000))
    assert [] == await world.event_types()


async def test_cash_can_be_turned_off_as_well(world: BillingWorld) -> None:
    await world.configure(tenant_id=TENANT, gateway="cash", settings={})
    await world.disable(tenant_id=TENANT, gateway="cash")

    with pytest.raises(GatewayNotConfiguredError):
        await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000))


async def test_an_unknown_gateway_and_a_foreign_currency_are_refused_by_name(world: BillingWorld) -> None:
    with pytest.raises(UnknownGatewayError):
        await world.create(tenant_id=TENANT, gateway="paypal", amount=uzs(1000))
    with pytest.raises(CurrencyNotSupportedError) as refused:
        await world.create(tenant_id=TENANT, gateway="click", amount=Money(1, currency("USD")))
    assert "amount.currency_code" == refused.value.field


async def test_an_order_may_be_offered_on_several_gateways_at_once(world: BillingWorld) -> None:
    first = await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), order_reference="order-1")
    second = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000), order_reference="order-1")

    assert [Status.PENDING, Status.PENDING] == [first.status, second.status]


async def test_of_several_payments_of_an_order_the_first_that_is_paid_wins(world: BillingWorld) -> None:
    """The others are called off, and their links take no money any more."""
    first = await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), order_reference="order-1")
    second = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000), order_reference="order-1")

    await world.complete(tenant_id=TENANT, transaction_id=second.id)

    called_off = await world.transaction(first.id)
    assert (Status.CANCELED, True) == (called_off.status, called_off.unwanted)


async def test_a_paid_order_is_not_offered_to_its_payer_again(world: BillingWorld) -> None:
    first = await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000), order_reference="order-1")
    await world.complete(tenant_id=TENANT, transaction_id=first.id)
    before = await world.event_types()

    with pytest.raises(AlreadyPaidError) as refused:
        await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), order_reference="order-1")

    assert ("order_reference", before) == (refused.value.field, await world.event_types())


async def test_twenty_equal_requests_at_once_begin_one_payment(world: BillingWorld) -> None:
    requests = [world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), key=key()) for _ in range(20)]

    payments = await asyncio.gather(*requests)

    assert 1 == len({payment.id for payment in payments})
    assert CREATED_AND_PENDING == await world.event_types()


async def test_twenty_payments_of_one_order_completed_at_once_leave_one_paid(world: BillingWorld) -> None:
    world.units_of_work.concurrent = True
    rivals = [
        await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(1000), order_reference="order-1")
        for _ in range(20)
    ]

    await asyncio.gather(
        *(world.complete(tenant_id=TENANT, transaction_id=rival.id) for rival in rivals), return_exceptions=True
    )

    statuses = [(await world.transaction(rival.id)).status for rival in rivals]
    assert {Status.COMPLETED: 1, Status.CANCELED: 19} == Counter(statuses)


async def test_a_key_used_for_something_else_is_refused(world: BillingWorld) -> None:
    await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), key=key(content="1000"))

    with pytest.raises(RequestIdReusedError):
        await world.create(tenant_id=TENANT, gateway="click", amount=uzs(2000), key=key(content="2000"))


async def test_a_named_transaction_is_begun_once(world: BillingWorld) -> None:
    """Who names the transaction repeats it under its name; another content under that name is refused."""
    named = numbered_id(7)
    first = await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), transaction_id=named)

    again = await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), transaction_id=named)

    assert (named, first) == (first.id, again)
    with pytest.raises(RequestIdReusedError):
        await world.create(tenant_id=TENANT, gateway="click", amount=uzs(2000), transaction_id=named)


async def test_a_repeat_answers_also_when_the_gateway_was_disabled_since(world: BillingWorld) -> None:
    first = await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), key=key())
    await world.disable(tenant_id=TENANT, gateway="click")

    assert first == await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), key=key())


async def test_a_provider_is_called_with_nothing_open_and_the_payment_kept(world: BillingWorld) -> None:
    async def look() -> None:
        assert 0 == world.units_of_work.open
        assert ["billing.transaction.created.v1"] == await world.event_types()

    world.providers.network.before = look
    payment = await world.create(tenant_id=TENANT, gateway="integrator", amount=uzs(1000))

    assert Status.PENDING == payment.status
    assert CREATED_AND_PENDING == await world.event_types()


async def test_a_provider_that_fails_is_asked_again_by_the_repeated_request(world: BillingWorld) -> None:
    """For the same payment, so that the provider can tell a repeat from a second payment."""

    async def fail() -> None:
        raise ExternalError

    world.providers.network.before = fail
    with pytest.raises(ExternalError):
        await world.create(tenant_id=TENANT, gateway="integrator", amount=uzs(1000), key=key())
    world.providers.network.before = None

    payment = await world.create(tenant_id=TENANT, gateway="integrator", amount=uzs(1000), key=key())

    assert Status.PENDING == payment.status
    assert [payment.id, payment.id] == [asked.id for asked in world.providers.network.opened]
    assert CREATED_AND_PENDING == await world.event_types()


async def test_a_repeat_while_the_gateway_is_asked_hears_that_it_is_being_asked(world: BillingWorld) -> None:
    """Asked twice at once, a gateway without idempotency keys would open two payments."""

    async def overtake() -> None:
        with pytest.raises(RequestInProgressError):
            await world.create(tenant_id=TENANT, gateway="integrator", amount=uzs(1000), key=key())

    world.providers.network.before = overtake
    payment = await world.create(tenant_id=TENANT, gateway="integrator", amount=uzs(1000), key=key())

    assert payment == await world.transaction(payment.id)
    assert CREATED_AND_PENDING == await world.event_types()


async def test_a_payout_waits_for_an_operator_and_sends_nobody_to_a_page(world: BillingWorld) -> None:
    payout = await world.create(tenant_id=TENANT, gateway="click", amount=uzs(1000), direction=Direction.PAYOUT)

    done = await world.complete(tenant_id=TENANT, transaction_id=payout.id)

    assert ("", Status.COMPLETED) == (payout.payment_url, done.status)
