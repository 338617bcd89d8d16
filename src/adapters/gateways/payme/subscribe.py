"""Calls the Subscribe API: one call is one request, and every failure says whether Payme can have acted on it."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import count
from typing import Any

from adapters.gateways.outcomes import UnclearAnswerError
from adapters.gateways.payme.failures import refusal
from adapters.gateways.payme.receipt import PaymeReceipt, ReceiptState, receipt_of, state_of
from adapters.gateways.payme.settings import SubscribeRegister
from adapters.http_client.client import HttpClient
from adapters.http_client.messages import HttpReply, HttpRequest

# An operator or a worker waits for these calls, never a payer.
_TIMEOUT_SECONDS = 10.0
# Payme tells of so many at once.
PAGE = 50


class SubscribeClient:
    """The `receipts.*` methods. Creating and paying are not idempotent: whoever repeats them looks first.

    Each of them raises:
        NotSentError: Payme was not reached and did nothing.
        RefusalError: Payme refused and did nothing.
        NoAnswerError, UnclearAnswerError: nobody knows what Payme did; the receipt tells.
    """

    def __init__(self, http: HttpClient) -> None:
        self._http = http
        self._ids = count(1)

    async def create(
        self,
        register: SubscribeRegister,
        *,
        amount: int,
        account: Mapping[str, str],
        description: str,
        detail: Mapping[str, Any] | None,
        hold: bool,
    ) -> PaymeReceipt:
        """Make a receipt of `amount` tiyin; with `hold` its money is reserved first."""
        params: dict[str, object] = {"amount": amount, "account": dict(account)}
        if description:
            params["description"] = description
        if detail is not None:
            params["detail"] = detail
        if hold:
            params["hold"] = True
        return await self._receipt(register, "receipts.create", params)

    async def send(self, register: SubscribeRegister, *, receipt_id: str, phone: str) -> None:
        """Send the payer a text message with the receipt's link; `phone` is 998 and nine digits."""
        await self._result(register, "receipts.send", {"id": receipt_id, "phone": phone})

    async def cancel(self, register: SubscribeRegister, *, receipt_id: str) -> ReceiptState | None:
        """Cancel, release or refund a receipt: it is queued first. Where it stands then."""
        return await self._state_after(register, "receipts.cancel", receipt_id)

    async def confirm_hold(self, register: SubscribeRegister, *, receipt_id: str) -> ReceiptState | None:
        """Take the reserved money; where the receipt stands then."""
        return await self._state_after(register, "receipts.confirm_hold", receipt_id)

    async def check(self, register: SubscribeRegister, *, receipt_id: str) -> ReceiptState | None:
        """Where the receipt stands."""
        return state_of(_member(await self._result(register, "receipts.check", {"id": receipt_id}), "state"))

    async def get(self, register: SubscribeRegister, *, receipt_id: str) -> PaymeReceipt:
        """The receipt."""
        return await self._receipt(register, "receipts.get", {"id": receipt_id})

    async def page(
        self, register: SubscribeRegister, *, start: int, end: int, offset: int = 0
    ) -> Sequence[PaymeReceipt]:
        """The receipts made from `start` to `end` (milliseconds), at most PAGE of them."""
        params = {"from": start, "to": end, "count": PAGE, "offset": offset}
        told = await self._result(register, "receipts.get_all", params)
        if not isinstance(told, list):
            raise UnclearAnswerError
        found = [receipt_of(one) if isinstance(one, dict) else None for one in told]
        return [receipt for receipt in found if receipt is not None]

    async def _receipt(self, register: SubscribeRegister, method: str, params: Mapping[str, object]) -> PaymeReceipt:
        told = _member(await self._result(register, method, params), "receipt")
        receipt = receipt_of(told) if isinstance(told, dict) else None
        if receipt is None:
            raise UnclearAnswerError
        return receipt

    async def _state_after(self, register: SubscribeRegister, method: str, receipt_id: str) -> ReceiptState | None:
        told = _member(await self._result(register, method, {"id": receipt_id}), "receipt")
        if not isinstance(told, dict):
            raise UnclearAnswerError
        return state_of(told.get("state"))

    async def _result(self, register: SubscribeRegister, method: str, params: Mapping[str, object]) -> object:
        call_id = next(self._ids)
        body = json.dumps({"id": call_id, "method": method, "params": params}, ensure_ascii=False)
        reply = await self._http.send(
            request=HttpRequest(
                method="POST",
                url=register.url,
                headers={"Content-Type": "application/json", "X-Auth": f"{register.id}:{register.key}"},
                body=body.encode(),
                timeout_seconds=_TIMEOUT_SECONDS,
            )
        )
        return _read(reply, call_id)


def _read(reply: HttpReply, call_id: int) -> object:
    """The result of the answer to this call."""
    if reply.status != HTTPStatus.OK:
        raise UnclearAnswerError(f"Payme answered HTTP {reply.status}.")
    try:
        answer = json.loads(reply.body)
    except (ValueError, RecursionError) as failure:
        raise UnclearAnswerError from failure
    if not isinstance(answer, dict) or answer.get("id") not in (call_id, None):
        raise UnclearAnswerError
    error = answer.get("error")
    if isinstance(error, dict) and isinstance(error.get("code"), int):
        raise refusal(code=error["code"], text=_words(error.get("message")))
    if answer.get("id") != call_id or answer.get("result") is None:
        raise UnclearAnswerError
    return answer["result"]


def _words(message: object) -> str:
    """A sentence, or one of a sentence in several languages."""
    if isinstance(message, dict):
        message = message.get("en") or message.get("ru") or message.get("uz")
    return message if isinstance(message, str) else ""


def _member(told: object, name: str) -> object:
    return told.get(name) if isinstance(told, dict) else None
