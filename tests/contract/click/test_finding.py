"""Which payment is looked for, and when it is better to look for none."""

import pytest

from adapters.gateways.click.finding import Finding
from billing.domain.details.click import ClickDetails
from billing.domain.errors import GatewayRefusedError
from billing.domain.transaction import Transaction
from tests.contract.click.wire import wire
from tests.fakes.billing.builders import BIRTH, a_transaction, pending

DOCUMENT = 2882343434


def paid_order(**tries: int) -> Transaction:
    """An order that document 2882343434 has paid; `tries` are the documents of its tries."""
    attempts = {
        trans_id.removeprefix("t"): {"pay_doc_id": document, "prepared_at": BIRTH.isoformat()}
        for trans_id, document in tries.items()
    }
    details = ClickDetails(merchant_trans_id="order-1001", pay_doc_id=DOCUMENT, attempts=attempts)
    waiting = pending(a_transaction(order_reference="order-1001"))
    return waiting.complete(at=BIRTH, details=details)


async def test_a_second_try_of_the_document_that_paid_is_never_sent_back() -> None:
    """A document may be tried several times; its money is the order's."""
    async with wire({"error_code": 0, "payment_id": DOCUMENT, "payment_status": 2}) as click:
        finding = Finding(api=click.api, settings=click.settings, transaction=paid_order(t1=DOCUMENT, t2=DOCUMENT))
        with pytest.raises(GatewayRefusedError, match="PAYMENT_NOT_IDENTIFIED"):
            await finding.tried("2")
        assert [] == click.calls


async def test_a_failed_payment_of_another_number_is_not_taken_for_a_reversed_one() -> None:
    """Click also has payments that we refused to prepare: their failure says nothing of the order's money."""
    async with wire({"error_code": 0, "payment_id": 7, "payment_status": -1}) as click:
        finding = Finding(api=click.api, settings=click.settings, transaction=paid_order(t1=DOCUMENT))
        with pytest.raises(GatewayRefusedError, match="PAYMENT_NOT_IDENTIFIED"):
            await finding.settled()


async def test_a_status_that_the_answer_leaves_out_is_asked_for() -> None:
    """The documentation's table has it, and its sample has not."""
    answers = {"error_code": 0, "payment_id": DOCUMENT}, {"error_code": 0, "payment_status": 2}
    async with wire(*answers) as click:
        finding = Finding(api=click.api, settings=click.settings, transaction=paid_order(t1=DOCUMENT))
        payment = await finding.settled()
        assert (DOCUMENT, 2) == (payment.payment_id, payment.status)
        assert f"/v2/merchant/payment/status/73438/{DOCUMENT}" == click.calls[-1][1]


async def test_a_try_nobody_told_of_is_not_looked_for() -> None:
    async with wire({"error_code": 0}) as click:
        finding = Finding(api=click.api, settings=click.settings, transaction=paid_order(t1=DOCUMENT))
        with pytest.raises(GatewayRefusedError):
            await finding.tried("9")
        assert [] == click.calls
