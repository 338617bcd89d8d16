"""What a caller sees of a movement of money."""

from dataclasses import replace

import pytest

from accounts.domain.status import Status
from accounts.domain.transaction import Kind
from adapters.grpc_api.mapping.transactions import transaction_to
from hamyon.accounts.v1 import transactions_pb2 as messages
from tests.builders import a_deposit, a_transaction, an_account


@pytest.mark.parametrize("kind", [Kind.FEE, Kind.ADJUSTMENT])
def test_the_houses_own_bookings_name_no_account_and_no_user(kind: Kind) -> None:
    """The clearing account it was booked on is nobody's to ask for."""
    shown = transaction_to(a_transaction(an_account(), kind=kind, gateway="stripe"))
    assert (f"TRANSACTION_KIND_{kind.upper()}", "", "", "stripe") == (
        messages.TransactionKind.Name(shown.kind),
        shown.account_id,
        shown.user_id,
        shown.gateway,
    )


def test_a_refund_names_its_deposit_and_whose_money_it_is() -> None:
    account = an_account()
    deposit = a_deposit(account, status=Status.COMPLETED)
    refund = replace(a_transaction(account, kind=Kind.REFUND, gateway="click"), refunded_transaction_id=deposit.id)
    shown = transaction_to(refund)
    assert (messages.TRANSACTION_KIND_REFUND, str(deposit.id), str(account.id), str(account.user_id)) == (
        shown.kind,
        shown.refunded_transaction_id,
        shown.account_id,
        shown.user_id,
    )
