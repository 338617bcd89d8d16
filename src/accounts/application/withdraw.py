"""Withdraw: money from an account through a gateway to its owner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from accounts.application.gateway_operations import GatewayOperations
from accounts.chain.operation import Operation, Verb
from accounts.domain.transaction import Transaction
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
    """

    def __init__(self, *, operations: GatewayOperations, identifiers: Identifiers) -> None:
        self._operations = operations
        self._identifiers = identifiers

    async def __call__(self, *, tenant_id: TenantId, request: WithdrawRequest) -> Transaction:
        """The withdrawal: pending, its amount held, or what has become of it since the first request."""
        content = (
            request.account_id,
            request.minor_units,
            request.currency_code,
            request.gateway,
            request.destination,
            *sorted(request.metadata.items()),
        )
        operation = Operation(
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
        return await self._operations.submit(operation)
