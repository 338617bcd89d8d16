"""Which payment belongs to which deposit is told by the ids themselves."""

from uuid import RFC_4122, UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from adapters.bridges.payment_identity import accounts_transaction_of, payment_of, refund_of
from shared_kernel.identifiers import uuid7

deposits = st.builds(uuid7, unix_milliseconds=st.integers(0, 2**48 - 1), randomness=st.integers(0, 2**74 - 1))


@given(deposits)
def test_the_payment_of_a_deposit_leads_back_to_it(deposit: UUID) -> None:
    assert deposit == accounts_transaction_of(billing_transaction_id=payment_of(deposit), order_reference=str(deposit))


@given(deposits)
def test_the_payment_has_another_id_of_the_same_kind_and_moment(deposit: UUID) -> None:
    payment = payment_of(deposit)
    assert deposit != payment
    assert (7, RFC_4122, deposit.int >> 64) == (payment.version, payment.variant, payment.int >> 64)


def test_the_derivation_never_changes_because_stored_payments_depend_on_it() -> None:
    deposit = UUID("01890000-0000-7000-8000-000000000001")
    assert UUID("01890000-0000-7000-9338-5e276c744578") == payment_of(deposit)
    assert UUID("01890000-0000-7000-be0e-afb1ac4a910a") == refund_of(deposit)


@given(reference=st.text() | st.uuids().map(str))
def test_any_other_reference_leads_nowhere(reference: str) -> None:
    assert None is accounts_transaction_of(billing_transaction_id=uuid4(), order_reference=reference)
