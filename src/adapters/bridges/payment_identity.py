"""Which billing transaction moves the money of an accounts transaction, and which accounts transaction is a refund.

The two modules make ids of their own; the bridges derive one from the other. So a payment is recognised by itself:
whoever may create billing transactions can write any order reference, but nobody chooses an id, and no payment other
than the one a deposit opened will ever settle it.
"""

from hashlib import blake2b
from uuid import UUID, uuid5

from shared_kernel.tenant import TenantId

# UUIDv7: moment, version and variant stay, so that payments lie as close together in an index as their deposits.
_KEPT_BITS = 66
_DERIVED_BITS = 128 - _KEPT_BITS
_DERIVED_MASK = (1 << _DERIVED_BITS) - 1
_PAYMENT = b"hamyon payment"
_REFUND = b"hamyon refund"


def payment_of(accounts_transaction_id: UUID) -> UUID:
    """The id of the billing transaction of a deposit or withdrawal: always the same one."""
    return _derived(accounts_transaction_id, purpose=_PAYMENT)


def refund_of(refund_id: UUID) -> UUID:
    """The id of the accounts transaction of a refund of a deposit: always the same one."""
    return _derived(refund_id, purpose=_REFUND)


def accounts_transaction_of(*, billing_transaction_id: UUID, order_reference: str) -> UUID | None:
    """The deposit or withdrawal this payment was opened for; None when it is an order of somebody else."""
    try:
        accounts_transaction_id = UUID(order_reference)
    except ValueError:
        return None
    return accounts_transaction_id if payment_of(accounts_transaction_id) == billing_transaction_id else None


def house_booking_of(*, tenant_id: TenantId, subject: str) -> UUID:
    """The id of the accounts transaction that books a fee, or what a dispute moved: always the same one."""
    return uuid5(tenant_id, subject)


def _derived(identifier: UUID, *, purpose: bytes) -> UUID:
    digest = blake2b(identifier.bytes, digest_size=8, person=purpose).digest()
    derived = int.from_bytes(digest) & _DERIVED_MASK
    return UUID(int=(identifier.int & ~_DERIVED_MASK) | derived)
