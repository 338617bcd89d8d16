"""Operations whose money comes or goes through a gateway: deposits and withdrawals."""

from accounts.application.open_payment import OpenPayment
from accounts.application.quoted_operations import QuotedOperations
from accounts.chain.operation import Operation
from accounts.domain.transaction import Transaction
from accounts.ports.payments import Payments
from shared_kernel.currency import currency
from shared_kernel.errors import HamyonError
from shared_kernel.money import Money


class GatewayOperations:
    """Does an operation here and brings it to its gateway.

    - The gateway must serve the currency, or nothing is written.
    - The first commit makes the transaction *initiated*; only then is the gateway asked, with nothing open.
    - Repeating the request answers the same transaction, and takes it further if a crash had stopped it.
    """

    def __init__(self, *, operations: QuotedOperations, open_payment: OpenPayment, payments: Payments) -> None:
        self._operations = operations
        self._open_payment = open_payment
        self._payments = payments

    async def submit(self, operation: Operation) -> Transaction:
        """The transaction: pending, or what has become of it since the first request.

        Raises:
            HamyonError: it is refused, or it is not known what the gateway has made of it.
        """
        # Handed to the chain instead of being raised at once: a repeated request gets its first outcome even when the
        # gateway has been switched off since.
        obstacle = await self._obstacle(operation)
        return await self._open_payment(await self._operations.submit(operation._replace(obstacle=obstacle)))

    async def _obstacle(self, operation: Operation) -> HamyonError | None:
        """Why the gateway cannot serve the operation."""
        try:
            amount = Money(operation.minor_units, currency(operation.currency_code))
            await self._payments.require_available(
                tenant_id=operation.tenant_id, gateway=operation.gateway, amount=amount
            )
        except HamyonError as obstacle:
            return obstacle
        return None
