"""Transfer: money from one account to another, one at a time or many in one call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from accounts.application.batch import Outcome
from accounts.application.quoted_operations import QuotedOperations
from accounts.chain.operation import Operation, Verb
from accounts.domain.transaction import Transaction
from shared_kernel.idempotency import request_key
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """What the caller asks: `minor_units` of the sender's currency from one account to another."""

    request_id: str
    from_account_id: UUID
    to_account_id: UUID
    minor_units: int
    currency_code: str
    metadata: Mapping[str, str] = field(default_factory=dict)


class Transfer:
    """Moves money within the house: both sides in one commit, completed at once.

    - Accounts of different currencies are joined through the exchange accounts, at the rate of the moment.
    - In a batch every transfer succeeds or fails for itself.
    - Repeating a request answers the first outcome, a refusal too.
    """

    def __init__(self, *, operations: QuotedOperations, identifiers: Identifiers) -> None:
        self._operations = operations
        self._identifiers = identifiers

    async def __call__(self, *, tenant_id: TenantId, request: TransferRequest) -> Transaction:
        """The completed transfer (HamyonError when it is refused)."""
        return await self._operations.submit(self._operation(tenant_id, request))

    async def many(self, *, tenant_id: TenantId, requests: Sequence[TransferRequest]) -> list[Outcome]:
        """The outcomes, in the order of the requests: the transaction, or why there is none."""
        return await self._operations.submit_all([self._operation(tenant_id, request) for request in requests])

    def _operation(self, tenant_id: TenantId, request: TransferRequest) -> Operation:
        content = (
            request.from_account_id,
            request.to_account_id,
            request.minor_units,
            request.currency_code,
            *sorted(request.metadata.items()),
        )
        return Operation(
            verb=Verb.TRANSFER,
            tenant_id=tenant_id,
            transaction_id=self._identifiers.new_id(),
            key=request_key(request_id=request.request_id, operation="Transfer", content=content),
            account_id=request.from_account_id,
            counter_account_id=request.to_account_id,
            minor_units=request.minor_units,
            currency_code=request.currency_code,
            metadata=request.metadata,
        )
