"""The ceiling: a gRPC server with the service's own options whose rpcs do nothing, and answer as many bytes.

No interceptor, no validation, no ledger: what is left is the price of grpc itself. Serves on the given port until it
is stopped.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from uuid import UUID

import uvloop
from google.protobuf.timestamp_pb2 import Timestamp

from adapters.event_bus.change_feed import ChangeFeed
from adapters.grpc_api.server import ACCOUNTS, GrpcServer
from adapters.grpc_api.server_options import GrpcServerOptions
from benchmarks.transfers import AMOUNT, CURRENCY
from hamyon.accounts.v1.movements_pb2 import TransferResponse
from hamyon.accounts.v1.transactions_pb2 import Transaction, TransactionKind, TransactionStatus
from hamyon.common.v1.money_pb2 import Money
from shared_kernel.identifiers import SystemIdentifiers

_SOME_ID = str(UUID(int=2**127))
_SOME_TIME = Timestamp(seconds=1_800_000_000, nanos=123_456_000)
# The answer to a transfer, field by field as the service fills it in.
_ANSWER = TransferResponse(
    transaction=Transaction(
        id=_SOME_ID,
        kind=TransactionKind.TRANSACTION_KIND_TRANSFER,
        status=TransactionStatus.TRANSACTION_STATUS_COMPLETED,
        amount=Money(minor_units=AMOUNT, currency_code=CURRENCY),
        account_id=_SOME_ID,
        counter_account_id=_SOME_ID,
        user_id=_SOME_ID,
        create_time=_SOME_TIME,
        update_time=_SOME_TIME,
    )
)


class Nothing:
    """Serves every rpc with the same answer."""

    def __getattr__(self, rpc: str) -> Callable[[bytes, object], Awaitable[TransferResponse]]:
        async def answer(request: bytes, call: object) -> TransferResponse:
            return _ANSWER

        return answer


async def main() -> None:
    server = GrpcServer(
        options=GrpcServerOptions(host="127.0.0.1", port=int(sys.argv[1]), grace_seconds=1),
        servicers={ACCOUNTS: [Nothing()]},
        interceptors=(),
        feed=ChangeFeed(),
        identifiers=SystemIdentifiers(),
    )
    await server.start()
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    await server.drain()


if __name__ == "__main__":
    uvloop.run(main())
