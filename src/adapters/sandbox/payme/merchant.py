"""Payme's way to a merchant's endpoint: JSON-RPC with the register's password, repeated while nobody answers."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from itertools import count

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.sandbox.faults import Fault
from adapters.sandbox.payme.exchange import Exchange, Silence, answered, unanswered
from adapters.sandbox.payme.patience import Patience
from adapters.sandbox.payme.receipt import Receipt
from adapters.sandbox.payme.registers import PaymeRegisters

# What can go wrong with any call.
SPOILED = frozenset({Fault.LOST, Fault.TWICE, Fault.SLOW})


class Merchant:
    """Calls merchants.

    - Without an answer, or with -32400, the same call is repeated a few times.
    - LOST: the answer is thrown away once; TWICE: the call is made again although it was answered; SLOW: it is made
      later than it should be. What the repeats hear is compared with what was heard first.
    """

    def __init__(self, *, session: ClientSession, registers: PaymeRegisters, patience: Patience) -> None:
        self._session = session
        self._registers = registers
        self._patience = patience
        self._ids = count(1)

    async def call(
        self, receipt: Receipt, method: str, params: Mapping[str, object], *, fault: Fault | None = None
    ) -> Exchange:
        """The merchant's word, or the last silence."""
        if fault is Fault.SLOW:
            await asyncio.sleep(self._patience.slow_seconds)
        first = await self._until_settled(receipt, method, params)
        if fault not in {Fault.LOST, Fault.TWICE}:
            return first
        if fault is Fault.LOST:
            receipt.exchanges.append(unanswered(method=method, params=params, silence=Silence.LOST))
        again = await self._until_settled(receipt, method, params)
        if first.is_settled and again.is_settled and (first.result, first.code) != (again.result, again.code):
            receipt.mismatches.append(method)
        return again

    async def _until_settled(self, receipt: Receipt, method: str, params: Mapping[str, object]) -> Exchange:
        exchange = await self._once(receipt, method, params)
        for pause in self._patience.pauses_seconds:
            if exchange.is_settled:
                break
            await asyncio.sleep(pause)
            exchange = await self._once(receipt, method, params)
        return exchange

    async def _once(self, receipt: Receipt, method: str, params: Mapping[str, object]) -> Exchange:
        exchange = await self._post(receipt, method, params)
        receipt.exchanges.append(exchange)
        return exchange

    async def _post(self, receipt: Receipt, method: str, params: Mapping[str, object]) -> Exchange:
        """A merchant that fails is an exchange without an answer, never an error."""
        register = await self._registers.find(receipt.bill.register_id)
        if register is None:
            return unanswered(method=method, params=params, silence=Silence.UNREACHABLE)
        request_id = next(self._ids)
        secret = b64encode(f"{register.login}:{register.key}".encode()).decode()
        try:
            async with self._session.post(
                register.endpoint_url,
                data=msgspec.json.encode({"jsonrpc": "2.0", "id": request_id, "method": method, "params": params}),
                headers={"Content-Type": "text/json; charset=UTF-8", "Authorization": f"Basic {secret}"},
                timeout=ClientTimeout(total=self._patience.answer_seconds),
                allow_redirects=False,
            ) as reply:
                body = await reply.text(errors="replace")
                return answered(
                    method=method, params=params, request_id=request_id, http_status=reply.status, body=body
                )
        except TimeoutError:
            return unanswered(method=method, params=params, silence=Silence.TIMED_OUT)
        except ClientError:
            return unanswered(method=method, params=params, silence=Silence.UNREACHABLE)
