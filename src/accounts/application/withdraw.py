"""Withdraw: money from an account through a gateway to its owner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from accounts.application.gateway_obstacle import gateway_obstacle
from accounts.application.open_payment import OpenPayment
from accounts.application.quoted_operations import QuotedOperations
from accounts.chain.operation import Operation, Verb
from accounts.domain.transaction import Transaction
from accounts.ports.payments import Payments
from shared_kernel.idempotency import request_key
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequest:
    """What the caller asks: `minor_units` of a currency, paid out through `gateway` to `destination`."""

    request_id: str
    account_id: UUID
    minor_units: int
    currency_code: str
    gateway: str
    destination: str
    metadata: Mapping[str, str] = field(default_factory=dict)


class Withdraw:
    """Holds the money, then asks the gateway to pay it out.

    - The hold is in the first commit: money that is being paid out cannot be spent a second time.
    - Settling takes the held money; a failure gives it back.
    - Repeating the request answers the same withdrawal.
    """

    def __init__(
        self,
        *,
        operations: QuotedOperations,
        open_payment: OpenPayment,
        payments: Payments,
        identifiers: Identifiers,
    ) -> None:
        self._operations = operations
        self._open_payment = open_payment
        self._payments = payments
        self._identifiers = identifiers

    async def __call__(self, *, tenant_id: TenantId, request: WithdrawRequest) -> Transaction:
        """The withdrawal: pending, its amount held, or what has become of it since the first request."""
        operation = self._operation(tenant_id, request)
        obstacle = await gateway_obstacle(payments=self._payments, operation=operation)
        return await self._open_payment(await self._operations.submit(operation._replace(obstacle=obstacle)))

    def _operation(self, tenant_id: TenantId, request: WithdrawRequest) -> Operation:
        content = (
            request.account_id,
            request.minor_units,
            request.currency_code,
            request.gateway,
            request.destination,
            *sorted(request.metadata.items()),
        )
        return Operation(
            verb=Verb.WITHDRAW,
            tenant_id=tenant_id,
            transaction_id=self._identifiers.new_id(),
            key=request_key(request_id=request.request_id, operation="Withdraw", content=content),
            account_id=request.account_id,
            minor_units=request.minor_units,
            currency_code=request.currency_code,
            gateway=request.gateway,
            destination=request.destination,
            metadata=request.metadata,
        )
