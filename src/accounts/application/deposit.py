"""Deposit: money from a payer through a gateway into an account."""

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
class DepositRequest:
    """What the caller asks: `minor_units` of a currency, to be paid through `gateway`.

    `return_url` is where the payer's browser goes afterwards; it proves nothing.
    """

    request_id: str
    account_id: UUID
    minor_units: int
    currency_code: str
    gateway: str
    return_url: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


class Deposit:
    """Opens a deposit and asks the gateway for its payment; the money arrives when the payer has paid.

    - The gateway must serve the currency, or nothing is written.
    - The first commit makes the deposit *initiated*; only then is the gateway asked, with nothing open.
    - Repeating the request answers the same deposit, and takes it further if a crash had stopped it.
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

    async def __call__(self, *, tenant_id: TenantId, request: DepositRequest) -> Transaction:
        """The deposit: pending with its payment URL, or what has become of it since the first request."""
        operation = self._operation(tenant_id, request)
        obstacle = await gateway_obstacle(payments=self._payments, operation=operation)
        return await self._open_payment(await self._operations.submit(operation._replace(obstacle=obstacle)))

    def _operation(self, tenant_id: TenantId, request: DepositRequest) -> Operation:
        content = (
            request.account_id,
            request.minor_units,
            request.currency_code,
            request.gateway,
            request.return_url,
            *sorted(request.metadata.items()),
        )
        return Operation(
            verb=Verb.DEPOSIT,
            tenant_id=tenant_id,
            transaction_id=self._identifiers.new_id(),
            key=request_key(request_id=request.request_id, operation="Deposit", content=content),
            account_id=request.account_id,
            minor_units=request.minor_units,
            currency_code=request.currency_code,
            gateway=request.gateway,
            return_url=request.return_url,
            metadata=request.metadata,
        )
