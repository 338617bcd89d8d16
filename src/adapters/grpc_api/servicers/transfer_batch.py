"""Many transfers in one call, each for itself: one that is malformed or refused stops no other."""

from collections.abc import Sequence

from accounts.application.batch import Outcome
from accounts.application.transfer import Transfer, TransferRequest
from accounts.domain.transaction import Transaction
from adapters.grpc_api.call import Call
from adapters.grpc_api.localisation import preferred_language
from adapters.grpc_api.mapping.movements import transfer_from
from adapters.grpc_api.mapping.transactions import transaction_to
from adapters.grpc_api.message_rules import MessageRules
from adapters.grpc_api.statuses import Statuses
from hamyon.accounts.v1.movements_pb2 import BatchTransferResult
from hamyon.accounts.v1.movements_pb2 import TransferRequest as TransferMessage
from shared_kernel.errors import HamyonError
from shared_kernel.idempotency import RequestIdReusedError

# So many are read and submitted at a time: other callers' rpcs and operations get their turn in between.
_PORTION = 1_000


class TransferBatch:
    """Checks, makes and answers transfers in the order of the request."""

    def __init__(self, *, transfer: Transfer, rules: MessageRules, statuses: Statuses) -> None:
        self._transfer = transfer
        self._rules = rules
        self._statuses = statuses

    async def __call__(self, transfers: Sequence[TransferMessage], *, call: Call) -> list[BatchTransferResult]:
        """One result per transfer."""
        results: list[BatchTransferResult] = []
        made: dict[str, tuple[TransferRequest, Outcome]] = {}
        for start in range(0, len(transfers), _PORTION):
            asked = [self._asked(message) for message in transfers[start : start + _PORTION]]
            await self._make(asked, made, call)
            results += [self._result(_outcome(item, made), call) for item in asked]
        return results

    def _asked(self, message: TransferMessage) -> TransferRequest | HamyonError:
        try:
            self._rules.check(message)
            return transfer_from(message)
        except HamyonError as refusal:
            return refusal

    async def _make(
        self,
        asked: Sequence[TransferRequest | HamyonError],
        made: dict[str, tuple[TransferRequest, Outcome]],
        call: Call,
    ) -> None:
        # Of those with one request id only the first is made: the others are its repetitions, or refused.
        new: dict[str, TransferRequest] = {}
        for item in asked:
            if isinstance(item, TransferRequest) and item.request_id not in made:
                new.setdefault(item.request_id, item)
        # In the caller's order: a later one may spend what an earlier one brings.
        requests = [*new.values()]
        if not requests:
            return
        outcomes: Sequence[Outcome]
        try:
            outcomes = await self._transfer.many(tenant_id=call.tenant_id, requests=requests)
        except HamyonError as refusal:
            # Nothing of this portion was taken; what came before it is done.
            outcomes = [refusal] * len(requests)
        made.update({item.request_id: (item, outcome) for item, outcome in zip(requests, outcomes, strict=True)})

    def _result(self, outcome: Outcome, call: Call) -> BatchTransferResult:
        if isinstance(outcome, Transaction):
            return BatchTransferResult(transaction=transaction_to(outcome))
        status = self._statuses.of_item(
            outcome,
            language=preferred_language(call.text("accept-language")),
            correlation_id=call.correlation_id,
        )
        return BatchTransferResult(error=status)


def _outcome(item: TransferRequest | HamyonError, made: dict[str, tuple[TransferRequest, Outcome]]) -> Outcome:
    if isinstance(item, HamyonError):
        return item
    first, outcome = made[item.request_id]
    return outcome if first == item else RequestIdReusedError()
