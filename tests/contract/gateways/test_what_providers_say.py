"""What every gateway whose provider calls us does with a call, however it comes: late, twice, or about something else.

A new gateway is tried by being registered; how its provider speaks is in `dialects/`.
"""

import asyncio

import pytest

from billing.domain.errors import CurrencyNotSupportedError
from billing.domain.status import PAID, Status
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.contract.gateways.dialect import dialect_of
from tests.contract.gateways.house import Merchant
from tests.contract.gateways.registered import CALLING, REGISTERED

BOTH = tuple[Merchant, Merchant]


@pytest.mark.parametrize("gateway", CALLING)
def test_somebody_wrote_down_how_the_provider_of_every_registered_gateway_speaks(gateway: str) -> None:
    """NoDialectError says what is missing."""
    assert dialect_of(gateway)(1).settings.keys() >= dialect_of(gateway)(1).secrets


async def test_a_payment_that_was_paid_is_completed_once(merchant: Merchant) -> None:
    payment = await merchant.order()
    assert merchant.dialect.is_yes(await merchant.post(await merchant.paid(payment)))
    after = await merchant.now(payment)
    assert (Status.COMPLETED, payment.amount, 1) == (
        after.status,
        after.captured_amount,
        await merchant.completions(),
    )
    assert [merchant.tenant_id] == list({one.tenant_id for one in await merchant.store.deliveries()})


async def test_a_replayed_call_changes_nothing_and_is_answered_as_well(merchant: Merchant) -> None:
    """Also all that came before it, from the first word to the last and back."""
    payment = await merchant.order()
    await merchant.post(await merchant.paid(payment))
    before, said = await merchant.books(), [call for call, _ in merchant.posted]
    for call in (said[-1], *said, *reversed(said)):
        await merchant.post(call)
    assert before == await merchant.books()
    assert merchant.dialect.is_yes(await merchant.post(said[-1]))


async def test_twenty_calls_at_once_complete_once(merchant: Merchant) -> None:
    payment = await merchant.order()
    call = await merchant.paid(payment)
    replies = await asyncio.gather(*(merchant.post(call) for _ in range(20)))
    # A busy moment may be answered with a later try in mind, never with a no.
    assert {True} == {merchant.dialect.is_yes(one) or one.status >= 500 for one in replies}
    assert any(merchant.dialect.is_yes(one) for one in replies)
    assert (1, Status.COMPLETED) == (await merchant.completions(), (await merchant.now(payment)).status)


async def test_a_failure_told_after_the_payment_changes_nothing(merchant: Merchant) -> None:
    payment = await merchant.order()
    await merchant.post(await merchant.paid(payment))
    before = await merchant.now(payment)
    await merchant.post(await merchant.dialect.unpaid(payment, merchant.post))
    after = await merchant.now(payment)
    assert (before.status, before.captured_amount) == (after.status, after.captured_amount)
    # What the provider said is kept in the details, the lie included; the money is where it was.
    assert (1, before.refunded_amount) == (await merchant.completions(), after.refunded_amount)


async def test_money_told_after_a_failure_is_booked_or_recorded(merchant: Merchant) -> None:
    """Who says yes to money has it in the books; nobody is told no and debited."""
    payment = await merchant.order()
    await merchant.post(await merchant.dialect.unpaid(payment, merchant.post))
    reply = await merchant.post(await merchant.paid(payment))
    books, completions = await merchant.books(), await merchant.completions()
    is_booked = books.payments[0].status in PAID
    assert (completions == 1) == is_booked
    assert is_booked or books.discrepancies or not merchant.dialect.is_yes(reply)


async def test_success_and_failure_at_once_leave_one_story(merchant: Merchant) -> None:
    payment = await merchant.order()
    paid, unpaid = await merchant.paid(payment), await merchant.dialect.unpaid(payment, merchant.post)
    await asyncio.gather(*(merchant.post(call) for call in (paid, unpaid) * 5))
    after = await merchant.now(payment)
    assert int(after.status in PAID) == await merchant.completions()
    assert "billing.transaction.failed.v1" not in (await merchant.books()).event_types or after.status not in PAID


async def test_a_payment_nobody_asked_for_changes_nothing(merchant: Merchant) -> None:
    payment = await merchant.order()
    call, before = await merchant.dialect.of_unknown_payment(payment), await merchant.books()
    reply = await merchant.post(call)
    assert (before, True) == (await merchant.books(), reply.status < 500)


async def test_a_word_the_protocol_does_not_know_changes_nothing(merchant: Merchant) -> None:
    payment = await merchant.order()
    call, before = await merchant.dialect.of_unknown_event(payment), await merchant.books()
    reply = await merchant.post(call)
    assert (before, True) == (await merchant.books(), reply.status < 500)


@pytest.mark.parametrize("surplus", [1, -1, 900_000])
async def test_another_amount_completes_nothing(merchant: Merchant, surplus: int) -> None:
    payment = await merchant.order()
    wrong = Money(payment.amount.minor_units + surplus, payment.amount.currency)
    await merchant.post(await merchant.dialect.paid(payment, merchant.post, amount=wrong))
    assert (0, Status.PENDING) == (await merchant.completions(), (await merchant.now(payment)).status)


async def test_another_currency_completes_nothing(merchant: Merchant) -> None:
    """A gateway whose calls name no currency takes one only, and begins no payment in another."""
    payment = await merchant.order()
    wrong = Money(payment.amount.minor_units, currency("KWD"))
    if merchant.dialect.says_currency:
        await merchant.post(await merchant.dialect.paid(payment, merchant.post, amount=wrong))
    else:
        with pytest.raises(CurrencyNotSupportedError):
            await merchant.order(amount=wrong)
    assert (0, Status.PENDING) == (await merchant.completions(), (await merchant.now(payment)).status)


async def test_another_tenants_payment_is_out_of_reach(merchants: BOTH) -> None:
    """Whoever holds one merchant's secret settles that merchant's payments and no other."""
    mine, theirs = merchants
    payment = await mine.order()
    before = await mine.books(), await theirs.books()
    await theirs.post(await theirs.dialect.paid(payment, theirs.post))
    assert before == (await mine.books(), await theirs.books())
    reply = await theirs.post(await mine.paid(payment))
    assert not theirs.dialect.is_yes(reply)
    assert 0 == await mine.completions() + await theirs.completions()


async def test_the_same_order_of_two_tenants_is_paid_once_each(merchants: BOTH) -> None:
    mine, theirs = merchants
    payments = [await one.order(reference="order-17") for one in merchants]
    before = await mine.books()
    await theirs.post(await theirs.paid(payments[1]))
    assert (before, 1) == (await mine.books(), await theirs.completions())
    await mine.post(await mine.paid(payments[0]))
    assert (1, 1) == (await mine.completions(), await theirs.completions())


LOCAL = sorted({plugin.name for plugin in REGISTERED if plugin.callbacks is None})


@pytest.mark.parametrize("other", LOCAL)
async def test_another_gateways_order_cannot_be_paid_through_this_one(merchant: Merchant, other: str) -> None:
    payment = await merchant.order(gateway=other)
    call, before = await merchant.paid(payment), await merchant.books()
    reply = await merchant.post(call)
    assert (before, True) == (await merchant.books(), reply.status < 500)
    assert (0, payment.status) == (await merchant.completions(), (await merchant.now(payment)).status)


async def test_an_order_that_waits_at_another_provider_cannot_be_paid_through_this_one(merchant: Merchant) -> None:
    """Gateways of one tenant, each with a secret of its own: none settles the payments of another."""
    for other in set(CALLING) - {merchant.gateway}:
        async with merchant.waiting_at(other) as payment:
            call, before = await merchant.paid(payment), await merchant.books()
            reply = await merchant.post(call)
            assert (before, True) == (await merchant.books(), reply.status < 500)
            assert (0, payment.status) == (await merchant.completions(), (await merchant.now(payment)).status)
