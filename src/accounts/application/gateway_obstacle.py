"""Whether a gateway stands in the way of a deposit or withdrawal."""

from accounts.chain.operation import Operation
from accounts.ports.payments import Payments
from shared_kernel.currency import currency
from shared_kernel.errors import HamyonError
from shared_kernel.money import Money


async def gateway_obstacle(*, payments: Payments, operation: Operation) -> HamyonError | None:
    """Why the gateway cannot serve the operation, or None.

    It is handed to the chain instead of being raised at once: a repeated request gets its first outcome even when the
    gateway has been switched off since.
    """
    try:
        amount = Money(operation.minor_units, currency(operation.currency_code))
        await payments.require_available(tenant_id=operation.tenant_id, gateway=operation.gateway, amount=amount)
    except HamyonError as obstacle:
        return obstacle
    return None
