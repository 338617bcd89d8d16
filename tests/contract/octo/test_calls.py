"""Our calls and Octo's dialect fit together, in each form of its answers and through each of its failures."""

import pytest

from adapters.gateways.octo.answers import PaymentAnswer
from adapters.gateways.octo.errors import OctoRefusalError, UnreadableAnswerError
from adapters.gateways.octo.pay_url import is_pay_url
from adapters.http_client.failures import NoAnswerError
from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.behaviour import Behaviour, Envelope
from adapters.sandbox.octo.refund import RefundStatus
from shared_kernel.money import Money
from tests.contract.octo.conftest import REFERENCE, UZS, Caller
from tests.integration.sandbox.octo.octo import SHOP, Octo
from tests.unit.gateways.octo.shop import shop

SPIC = next(iter(SHOP.fiscal_codes or ()))
SILENT = [Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER, Fault.CUT]
SENSELESS = [Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.GARBAGE]
WITH_EFFECT = {Fault.TIME_OUT_AFTER, Fault.CUT, Fault.ERROR_AFTER, Fault.GARBAGE}


async def held(octo: Octo, caller: Caller) -> PaymentAnswer:
    """A payment of 12 000 soums that waits for a decision."""
    octo.simulator.plan([Fault.LOST], operation="notify")
    payment = await caller.create(settings=shop(api_url=octo.api_url, hold=True))
    await octo.simulator.pay(REFERENCE)
    return payment


@pytest.mark.parametrize("envelope", list(Envelope))
async def test_the_life_of_a_payment_in_each_form_of_answers(envelope: Envelope, octo: Octo, caller: Caller) -> None:
    octo.simulator.behave(Behaviour(envelope=envelope))
    created = await caller.create()
    assert ("created", Money(1_200_000, UZS), Money(0, UZS)) == (created.status, created.total, created.refunded)
    assert is_pay_url(created.pay_url, settings=caller.settings)
    await octo.simulator.pay(created.uuid)
    refund = await caller.client.refund(
        settings=caller.settings, uuid=created.uuid, key="r-1", amount=Money(500_000, UZS)
    )
    assert ("ok" if envelope is Envelope.TOP_LEVEL else "succeeded") == refund.status
    after = await caller.status()
    assert (created.uuid, "succeeded", Money(500_000, UZS)) == (after.uuid, after.status, after.refunded)


async def test_every_field_of_a_payment_passes_octos_own_checks(octo: Octo, caller: Caller) -> None:
    settings = shop(
        api_url=octo.api_url,
        test=True,
        payment_methods="bank_card,uzcard,humo",
        tsp_id=7,
        fiscal_spic=SPIC,
        fiscal_package_code="1425207",
        fiscal_inn="123456789",
        fiscal_nds=True,
    )
    await caller.create(settings=settings, minor_units=43_727_866)
    terms = octo.simulator.payment(REFERENCE).terms
    assert (43_727_866, "UZS", True, "ru") == (terms.total, terms.currency, terms.test, terms.language)
    assert ("bank_card", "uzcard", "humo") == terms.methods


async def test_goods_the_bank_does_not_know_are_refused_with_octos_code(octo: Octo, caller: Caller) -> None:
    settings = shop(api_url=octo.api_url, fiscal_spic="9" * 17, fiscal_package_code="1")
    with pytest.raises(OctoRefusalError, match="not contains in system") as refusal:
        await caller.create(settings=settings)
    assert 403 == refusal.value.code


async def test_the_wrong_secret_is_a_refusal(octo: Octo, caller: Caller) -> None:
    with pytest.raises(OctoRefusalError) as refusal:
        await caller.create(settings=shop(api_url=octo.api_url, octo_secret="another"))
    assert 2 == refusal.value.code


@pytest.mark.parametrize("fault", [*SILENT, *SENSELESS])
async def test_after_a_creation_that_was_not_answered_a_status_read_tells_what_happened(
    fault: Fault, octo: Octo, caller: Caller
) -> None:
    octo.simulator.plan([fault], operation="create")
    with pytest.raises(NoAnswerError if fault in SILENT else UnreadableAnswerError):
        await caller.create()
    if fault in WITH_EFFECT:
        assert "created" == (await caller.status()).status
    else:
        with pytest.raises(OctoRefusalError):
            await caller.status()


async def test_a_status_read_a_moment_after_another_waits_and_asks_again(octo: Octo, caller: Caller) -> None:
    await caller.create()
    for _ in range(3):
        assert "created" == (await caller.status()).status
    octo.simulator.plan([Fault.BUSY, Fault.BUSY], operation="status")
    with pytest.raises(OctoRefusalError) as refusal:
        await caller.status()
    assert refusal.value.retryable


async def test_a_part_of_a_hold_is_captured_and_a_second_decision_is_refused(octo: Octo, caller: Caller) -> None:
    hold = await held(octo, caller)
    captured = await caller.client.capture(settings=caller.settings, uuid=hold.uuid, amount=Money(1_000_000, UZS))
    # The released part, which is no refund.
    assert ("succeeded", Money(200_000, UZS)) == (captured.status, captured.refunded)
    with pytest.raises(OctoRefusalError):
        await caller.client.release(settings=caller.settings, uuid=hold.uuid, currency=UZS)
    assert 1_000_000 == octo.simulator.statement(REFERENCE).kept


async def test_a_hold_is_released(octo: Octo, caller: Caller) -> None:
    hold = await held(octo, caller)
    released = await caller.client.release(settings=caller.settings, uuid=hold.uuid, currency=UZS)
    assert "canceled" == released.status
    assert 0 == octo.simulator.statement(REFERENCE).kept


@pytest.mark.parametrize("fault", [*SILENT, *SENSELESS])
async def test_a_refund_that_was_not_answered_is_repeated_under_its_key_and_returns_the_money_once(
    fault: Fault, octo: Octo, caller: Caller
) -> None:
    payment = await caller.create()
    await octo.simulator.pay(REFERENCE)
    octo.simulator.plan([fault], operation="refund")
    refund = {"settings": caller.settings, "uuid": payment.uuid, "key": "r-1", "amount": Money(500_000, UZS)}
    with pytest.raises((NoAnswerError, UnreadableAnswerError)):
        await caller.client.refund(**refund)
    assert "succeeded" == (await caller.client.refund(**refund)).status
    assert 500_000 == octo.simulator.statement(REFERENCE).refunded


@pytest.mark.parametrize("outcome", list(RefundStatus))
async def test_the_outcome_of_a_refund_is_told_in_its_status(outcome: RefundStatus, octo: Octo, caller: Caller) -> None:
    payment = await caller.create()
    await octo.simulator.pay(REFERENCE)
    octo.simulator.plan_refunds([outcome])
    refund = await caller.client.refund(
        settings=caller.settings, uuid=payment.uuid, key="r-1", amount=Money(500_000, UZS)
    )
    assert outcome == refund.status
