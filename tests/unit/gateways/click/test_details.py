"""What a callback leaves in the details, and what it must not leave there."""

from dataclasses import replace

import pytest

from adapters.gateways.click.details import details_update
from adapters.gateways.click.request import translate
from adapters.gateways.click.settings import parse_settings
from billing.domain.attempt import Attempt, AttemptDraft
from billing.domain.details.click import ClickDetails
from tests.fakes.billing.builders import BIRTH, a_transaction
from tests.fakes.billing.world import TENANT, uzs
from tests.unit.gateways.click.forms import SECRET, complete, prepare

SETTINGS = parse_settings({"service_id": 73438, "merchant_id": 12345, "secret_key": SECRET})
TRANS_ID, PAYDOC_ID = 3647147957, 2882343434


def attempt() -> Attempt:
    draft = AttemptDraft(
        tenant_id=TENANT,
        gateway="click",
        endpoint="t0ken",
        external_id=str(TRANS_ID),
        reference="order-1001",
        transaction_id=a_transaction().id,
        amount=uzs(100_000),
        created_at=BIRTH,
    )
    return draft.numbered(501)


def told(form: dict[str, str], known: ClickDetails | None = None) -> ClickDetails:
    details = details_update(call=translate(form=form, settings=SETTINGS), settings=SETTINGS)(known, attempt())
    assert isinstance(details, ClickDetails)
    return details


def test_prepare_leaves_the_numbers_and_the_time_of_each_try() -> None:
    first = told(prepare())
    expected = {str(TRANS_ID): {"pay_doc_id": PAYDOC_ID, "prepared_at": BIRTH.isoformat()}}
    assert expected == first.attempts
    assert expected == told(complete(), first).attempts
    assert expected == told(prepare(), replace(first, payment_id=7)).attempts


@pytest.mark.parametrize("payment_id", [PAYDOC_ID, TRANS_ID])
def test_what_the_merchant_api_told_of_this_try_stays(payment_id: int) -> None:
    known = ClickDetails(pay_doc_id=PAYDOC_ID, payment_id=payment_id, payment_status=1)
    after = told(complete(), known)
    assert (payment_id, 1) == (after.payment_id, after.payment_status)


@pytest.mark.parametrize("pay_doc_id", [PAYDOC_ID, 5], ids=["prepared after it", "prepared before it"])
def test_what_the_merchant_api_told_of_another_payment_is_forgotten(pay_doc_id: int) -> None:
    """Else a refund would look at a payment that failed, and take the money for returned."""
    known = ClickDetails(pay_doc_id=pay_doc_id, payment_id=7, payment_status=-1)
    after = told(complete(), known)
    assert (None, None) == (after.payment_id, after.payment_status)
