"""A payment is opened once for the payer, whatever becomes of Octo's answers (protocol, section 3 and 20)."""

import pytest

from adapters.sandbox.faults import Fault
from billing.domain.details.octo import OctoDetails
from billing.domain.errors import GatewayRefusedError
from billing.domain.provider_call import CallStatus, Operation
from billing.domain.status import Status
from tests.contract.octo.shop import OctoShop, octo_reference, octo_shop

LOST = [Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER, Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.CUT, Fault.GARBAGE]
WITH_EFFECT = [Fault.TIME_OUT_AFTER, Fault.ERROR_AFTER, Fault.CUT, Fault.GARBAGE]


async def test_the_payer_is_sent_to_octos_page_and_octo_to_our_address(taking: OctoShop) -> None:
    metadata = {"language": "ru", "phone": "+998901234567", "payer_id": "u-1", "description": "Two books"}
    transaction = await taking.order(metadata=metadata)
    terms = taking.simulator.payment(octo_reference(transaction)).terms
    assert Status.PENDING is transaction.status
    assert transaction.payment_url.endswith("?language=ru")
    assert (1_200_000, "Two books", True) == (terms.total, terms.description, terms.auto_capture)
    assert terms.notify_url.endswith(taking.path)
    assert isinstance(transaction.details, OctoDetails)
    assert ("created", 0, "12000.00", 12345) == (
        transaction.details.status,
        transaction.details.error,
        transaction.details.total_sum,
        transaction.details.octo_shop_id,
    )


@pytest.mark.parametrize("fault", LOST)
async def test_after_a_lost_answer_the_next_try_opens_the_payment_under_another_name(
    fault: Fault, taking: OctoShop
) -> None:
    """The status of the first one does not say where the payer pays, so nobody can ever pay it."""
    taking.simulator.plan([fault], operation="create")
    transaction = await taking.failing_order()
    assert Status.INITIATED is transaction.status
    await taking.work()
    opened = await taking.transaction(transaction)
    assert (Status.PENDING, f"{transaction.id}-2") == (opened.status, octo_reference(opened))
    assert (2 if fault in WITH_EFFECT else 1) == len(taking.simulator.statements())


@pytest.mark.parametrize("fault", WITH_EFFECT)
async def test_a_payment_whose_status_says_where_to_pay_is_adopted(fault: Fault, taking: OctoShop) -> None:
    taking.behave(tells_pay_url=True)
    taking.simulator.plan([fault], operation="create")
    transaction = await taking.failing_order()
    await taking.work()
    opened = await taking.transaction(transaction)
    assert f"{transaction.id}-1" == octo_reference(opened)
    assert 1 == len(taking.simulator.statements())
    await taking.simulator.pay(octo_reference(opened))
    assert Status.COMPLETED is await taking.status(transaction)


@pytest.mark.parametrize("hold", [False, True])
async def test_the_link_nobody_was_given_does_not_pay_a_second_time(*, hold: bool) -> None:
    async with octo_shop(hold=hold) as shop:
        shop.simulator.plan([Fault.ERROR_AFTER], operation="create")
        transaction = await shop.failing_order()
        await shop.work()
        opened = await shop.transaction(transaction)
        await shop.simulator.pay(octo_reference(opened))
        paid = await shop.transaction(transaction)
        await shop.simulator.pay(f"{transaction.id}-1")
        after = await shop.transaction(transaction)
    assert f"{transaction.id}-2" == octo_reference(after)
    assert (paid.status, paid.captured_amount) == (after.status, after.captured_amount)
    assert 0 == shop.simulator.statement(f"{transaction.id}-1").held


async def test_a_busy_octo_is_asked_again_and_a_refusal_ends_the_payment(taking: OctoShop) -> None:
    taking.simulator.plan([Fault.BUSY], operation="create")
    transaction = await taking.failing_order()
    await taking.work()
    assert Status.PENDING is await taking.status(transaction)
    taking.simulator.plan([Fault.REFUSE], operation="create")
    with pytest.raises(GatewayRefusedError) as refusal:
        await taking.order()
    assert "10" == refusal.value.code


async def test_goods_that_are_not_registered_are_refused_in_octos_words() -> None:
    async with octo_shop(fiscal_spic="9" * 17, fiscal_package_code="1") as shop:
        with pytest.raises(GatewayRefusedError, match="not contains in system") as refusal:
            await shop.order()
        [failed] = await shop.transactions()
    assert "403" == refusal.value.code
    assert (Status.FAILED, 403, True) == (failed.status, failed.details.error, failed.details.auto_capture)
    assert "not contains in system" in failed.details.err_message


async def test_the_wrong_secret_is_a_refusal_that_names_no_secret() -> None:
    async with octo_shop(octo_secret="another-secret") as shop:
        with pytest.raises(GatewayRefusedError, match="Wrong secret") as refusal:
            await shop.order()
    assert ("2", False) == (refusal.value.code, "another-secret" in str(refusal.value))


async def test_a_payment_called_off_while_its_opening_was_unknown_opens_no_other(taking: OctoShop) -> None:
    taking.simulator.plan([Fault.ERROR_AFTER], operation="create")
    transaction = await taking.failing_order()
    await taking.cancel(transaction)
    await taking.work(rounds=4)
    assert Status.CANCELED is await taking.status(transaction)
    assert 1 == len(taking.simulator.statements())
    assert [] == [call for call in await taking.calls(transaction) if call.is_open]


async def test_every_try_is_recorded_before_octo_hears_of_it(taking: OctoShop) -> None:
    taking.simulator.plan([Fault.TIME_OUT_AFTER], operation="create")
    transaction = await taking.failing_order()
    [call] = await taking.calls(transaction)
    assert (Operation.CREATE, CallStatus.UNKNOWN, 1, True) == (call.operation, call.status, call.tries, call.doubtful)
