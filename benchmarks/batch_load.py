"""Calls BatchTransfer with a thousand transfers at a time: a process of its own.

A call is so much work for the service that the client's library does not matter: grpc.aio, with messages made as bytes.
Reads a BatchLoad as JSON from standard input and prints what came of it as JSON.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass

import grpc
import uvloop

from benchmarks.transfers import Payers, Transfers
from hamyon.accounts.v1.movements_pb2 import BatchTransferResponse

_PATH = "/hamyon.accounts.v1.AccountsService/BatchTransfer"
_LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLoad:
    """What to call and for how long, with so many calls in flight."""

    port: int
    payers: Payers
    size: int = 1_000
    in_flight: int
    seconds: float


async def main() -> None:
    asked = json.load(sys.stdin)
    load = BatchLoad(**{**asked, "payers": Payers(**asked["payers"])})
    transfers = Transfers(load.payers)
    made = 0
    options = [("grpc.max_receive_message_length", _LARGEST_ANSWER_BYTES)]
    async with grpc.aio.insecure_channel(f"127.0.0.1:{load.port}", options=options) as channel:
        call: grpc.aio.UnaryUnaryMultiCallable[bytes, BatchTransferResponse] = channel.unary_unary(
            _PATH, response_deserializer=BatchTransferResponse.FromString
        )
        metadata = grpc.aio.Metadata(("authorization", f"Bearer {load.payers.secret}"))

        async def once() -> None:
            nonlocal made
            answer = await call(_batch(transfers, load.size), metadata=metadata, timeout=_PATIENCE_SECONDS)
            refused = [result.error.message for result in answer.results if not result.HasField("transaction")]
            if refused or len(answer.results) != load.size:
                raise SystemExit(f"{len(refused)} of {len(answer.results)} transfers refused: {refused[:1]}")
            made += load.size

        await once()
        warmed_up, began = made, time.perf_counter()

        async def keep_calling() -> None:
            while time.perf_counter() - began < load.seconds:
                await once()

        await asyncio.gather(*(keep_calling() for _ in range(load.in_flight)))
        spent = time.perf_counter() - began
    print(json.dumps({"transfers": made, "per_second": (made - warmed_up) / spent}))


def _batch(transfers: Transfers, size: int) -> bytes:
    """A BatchTransferRequest put together from messages that are bytes already."""
    messages = [transfers.next() for _ in range(size)]
    return b"".join(b"\x0a" + _varint(len(message)) + message for message in messages)


def _varint(number: int) -> bytes:
    return bytes((number,)) if number < 128 else bytes((number & 127 | 128, number >> 7))


if __name__ == "__main__":
    uvloop.run(main())
