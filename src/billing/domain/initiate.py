"""The birth of a transaction."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from billing.domain.amounts import require_possible
from billing.domain.direction import Direction
from billing.domain.events import CREATED
from billing.domain.status import Status
from billing.domain.transaction import Transaction, recorded
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


def initiate(
    *,
    transaction_id: UUID,
    tenant_id: TenantId,
    gateway: str,
    direction: Direction,
    amount: Money,
    order_reference: str,
    return_url: str,
    metadata: Mapping[str, str],
    at: datetime,
) -> Transaction:
    """A transaction nobody but us knows of.

    Raises:
        InvalidAmountError: the amount is not positive.
        AmountTooLargeError: it is above MAX_AMOUNT.
    """
    require_possible(amount)
    nothing = Money(0, amount.currency)
    transaction = Transaction(
        id=transaction_id,
        tenant_id=tenant_id,
        gateway=gateway,
        direction=direction,
        amount=amount,
        status=Status.INITIATED,
        captured_amount=nothing,
        refunded_amount=nothing,
        order_reference=order_reference,
        payment_url="",
        return_url=return_url,
        details=None,
        failure=None,
        metadata=metadata,
        late=False,
        unwanted=False,
        version=0,
        created_at=at,
        updated_at=at,
    )
    return recorded(transaction, at, kind=CREATED)
