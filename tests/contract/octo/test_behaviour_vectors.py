"""The protocol's behaviour vectors that no other test tells word for word (section 20): 12000.00 soums, one attempt."""

import pytest

from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.payment import OctoStatus
from billing.domain.errors import IllegalStatusError, RefundExceedsCapturedError
from billing.domain.status import Status
from tests.contract.octo.shop import OctoShop, octo_reference
from tests.contract.octo.test_notifications import notice
from tests.unit.gateways.octo.vectors import FORGERIES


async def test_succeeded_after_octos_own_canceled_is_completed_and_marked_late(taking: OctoShop) -> None:
    """Real money for what Octo called off itself; what we have called off goes back instead (test_two_stages)."""
    transaction = await taking.order()
    await taking.simulator.decline(octo_reference(transaction))
    assert Status.CANCELED is await taking.status(transaction)
    payment = taking.simulator.payment(octo_reference(transaction))
    payment.status, payment.captured = OctoStatus.SUCCEEDED, payment.terms.total
    for _ in range(2):
        assert (200, b'{"status": "ok"}') == await taking.say(notice(transaction, "succeeded"))
    after = await taking.transaction(transaction)
    assert (Status.COMPLETED, True, transaction.amount) == (after.status, after.late, after.captured_amount)
    assert 1 == await taking.completions()


@pytest.mark.parametrize("status", ["waiting_for_capture", "created", "wait_user_action", "capture", "canceled"])
@pytest.mark.parametrize("tiyin", [500_000, 1_200_000])
async def test_an_old_word_after_a_refund_captures_nothing(status: str, tiyin: int, taking: OctoShop) -> None:
    paid = await taking.paid()
    await taking.refund(paid, tiyin=tiyin)
    before = await taking.transaction(paid)
    assert (200, b'{"status": "ok"}') == await taking.say(notice(paid, status))
    after = await taking.transaction(paid)
    assert (before.status, before.refunded_amount, before.captured_amount) == (
        after.status,
        after.refunded_amount,
        after.captured_amount,
    )
    assert 1_200_000 - tiyin == taking.books(paid).kept


async def test_a_third_refund_is_refused_here_and_octo_hears_nothing_of_it(taking: OctoShop) -> None:
    """5000 and 7000 of 12000 are everything."""
    paid = await taking.paid()
    await taking.refund(paid, tiyin=500_000)
    await taking.refund(paid, tiyin=700_000)
    taking.simulator.plan([Fault.REFUSE], operation="refund")
    with pytest.raises((IllegalStatusError, RefundExceedsCapturedError)):
        await taking.refund(paid, tiyin=1)
    assert Fault.REFUSE is taking.simulator.faults.next(operation="refund", reference="")
    assert (Status.REFUNDED, 1_200_000) == (await taking.status(paid), taking.books(paid).refunded)


@pytest.mark.parametrize("name", FORGERIES)
async def test_a_forgery_is_refused_by_the_listener_and_changes_nothing(name: str, taking: OctoShop) -> None:
    """403; an empty signature is none, so its body is malformed."""
    transaction = await taking.order()
    taking.simulator.plan([Fault.LOST], operation="notify")
    await taking.simulator.pay(octo_reference(transaction))
    answer = await taking.say(notice(transaction, "succeeded", signature=FORGERIES[name]))
    assert ((400 if name == "empty" else 403), Status.PENDING, 0) == (
        answer[0],
        await taking.status(transaction),
        await taking.completions(),
    )


@pytest.mark.parametrize("signature", [None, 12345, ["B2EF254C38368BC2F0BEBA6B192129AA8534DC4F"], {}, True])
async def test_a_notification_without_a_signature_of_text_is_malformed(signature: object, taking: OctoShop) -> None:
    transaction = await taking.order()
    taking.simulator.plan([Fault.LOST], operation="notify")
    await taking.simulator.pay(octo_reference(transaction))
    assert 400 == (await taking.say(notice(transaction, "succeeded", signature=signature)))[0]
    assert (Status.PENDING, 0) == (await taking.status(transaction), await taking.completions())


@pytest.mark.parametrize("signed", [str.upper, str.lower])
async def test_a_signature_is_taken_in_either_case(signed: type[str], taking: OctoShop) -> None:
    transaction = await taking.order()
    taking.simulator.plan([Fault.LOST], operation="notify")
    await taking.simulator.pay(octo_reference(transaction))
    genuine = notice(transaction, "succeeded").decode()
    given = genuine.split('"signature": "')[1][:40]
    assert (200, b'{"status": "ok"}') == await taking.say(genuine.replace(given, signed(given)).encode())
    assert (Status.COMPLETED, 1) == (await taking.status(transaction), await taking.completions())
