"""AccountsService: money in, out and between accounts."""

from accounts.application.deposit import Deposit
from accounts.application.transfer import Transfer
from accounts.application.withdraw import Withdraw
from adapters.grpc_api.call import Call
from adapters.grpc_api.mapping.movements import deposit_from, transfer_from, withdrawal_from
from adapters.grpc_api.mapping.transactions import transaction_to
from adapters.grpc_api.servicers.transfer_batch import TransferBatch
from hamyon.accounts.v1 import movements_pb2 as messages


class MovementsServicer:
    """Everything that moves money."""

    def __init__(self, *, deposit: Deposit, withdraw: Withdraw, transfer: Transfer, batch: TransferBatch) -> None:
        self._deposit = deposit
        self._withdraw = withdraw
        self._transfer = transfer
        self._batch = batch

    async def deposit(self, request: messages.DepositRequest, call: Call) -> messages.DepositResponse:
        """Rpc Deposit."""
        deposit = await self._deposit(tenant_id=call.tenant_id, request=deposit_from(request))
        return messages.DepositResponse(transaction=transaction_to(deposit), payment_url=deposit.payment_url)

    async def withdraw(self, request: messages.WithdrawRequest, call: Call) -> messages.WithdrawResponse:
        """Rpc Withdraw."""
        withdrawal = await self._withdraw(tenant_id=call.tenant_id, request=withdrawal_from(request))
        return messages.WithdrawResponse(transaction=transaction_to(withdrawal))

    async def transfer(self, request: messages.TransferRequest, call: Call) -> messages.TransferResponse:
        """Rpc Transfer."""
        transfer = await self._transfer(tenant_id=call.tenant_id, request=transfer_from(request))
        return messages.TransferResponse(transaction=transaction_to(transfer))

    async def batch_transfer(
        self, request: messages.BatchTransferRequest, call: Call
    ) -> messages.BatchTransferResponse:
        """Rpc BatchTransfer."""
        return messages.BatchTransferResponse(results=await self._batch(request.transfers, call=call))
