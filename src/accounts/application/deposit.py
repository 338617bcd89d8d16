"""Deposit: money from a payer through a gateway into an account."""

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
    """Opens a deposit and asks the gateway for its payment; the money arrives when the payer has paid."""

    def __init__(self, *, operations: GatewayOperations, identifiers: Identifiers) -> None:
        self._operations = operations
        self._identifiers = identifiers

    async def __call__(self, *, tenant_id: TenantId, request: DepositRequest) -> Transaction:
        """The deposit: pending with its payment URL, or what has become of it since the first request."""
        content = (
            request.account_id,
            request.minor_units,
            request.currency_code,
            request.gateway,
            request.return_url,
            *sorted(request.metadata.items()),
        )
        operation = Operation(
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
        return await self._operations.submit(operation)
