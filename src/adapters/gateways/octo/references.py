"""Our names at Octo: a payment's (`shop_transaction_id`) and a refund's (`shop_refund_id`).

The first call under a name freezes what it says, and a full repeat is an error: so every try to open a payment has a
name of its own. A refund has the same name in every try, or the money would go back twice.
"""

import re
from uuid import UUID

_REFERENCE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-[1-9][0-9]{0,8}")


def payment_reference(transaction_id: UUID, *, attempt: int) -> str:
    """The name of one try to open a payment; attempts count from 1."""
    return f"{transaction_id}-{attempt}"


def transaction_of(reference: str) -> UUID | None:
    """The transaction that a name means; None for a name that is none of ours."""
    found = _REFERENCE.fullmatch(reference)
    return UUID(found[1]) if found else None


def refund_key(refund: str, *, part: int) -> str:
    """The name of one part of a refund; parts count from 1."""
    return f"{refund}-{part}"
