"""The calls that Toy takes. It remembers keys for good, so a repeated call is answered as the first one was."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from adapters.gateways.outcomes import UnclearAnswerError
from adapters.http_client.client import HttpClient
from adapters.http_client.messages import HttpReply, HttpRequest
from tests.contract.gateways.toy.errors import busy, refusal
from tests.contract.gateways.toy.settings import ToySettings

Json = Mapping[str, Any]

_TIMEOUT_SECONDS = 10.0
_NOTHING_DONE = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.CONFLICT}


class ToyClient:
    """Speaks to Toy for any merchant."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def read(self, settings: ToySettings, *, payment: str) -> Json:
        """A payment as it stands; raises as `change`."""
        return await self._call(settings, "GET", f"/payments/{payment}", headers={}, body=b"")

    async def change(self, settings: ToySettings, path: str, body: Json, *, key: str) -> Json:
        """The payment after a change, or as it was left by the first call with this key.

        Raises:
            RefusalError: Toy said no, or not now.
            NotSentError: nothing was done.
            NoAnswerError, UnclearAnswerError: nobody knows.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return await self._call(settings, "POST", path, headers=headers, body=json.dumps(body).encode())

    async def _call(
        self, settings: ToySettings, method: str, path: str, *, headers: Mapping[str, str], body: bytes
    ) -> Json:
        request = HttpRequest(
            method=method,
            url=settings.api_url + path,
            headers={**headers, "Authorization": f"Bearer {settings.api_key}"},
            body=body,
            timeout_seconds=_TIMEOUT_SECONDS,
        )
        return _answer(await self._http.send(request=request))


def _answer(reply: HttpReply) -> Json:
    if reply.status in _NOTHING_DONE:
        raise busy()
    try:
        told = json.loads(reply.body)
        if reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise refusal(told)
        if reply.status != HTTPStatus.OK:
            raise UnclearAnswerError(f"Toy answered HTTP {reply.status}.")
        return {**told, "id": str(told["id"])}
    except (ValueError, KeyError, TypeError) as error:
        raise UnclearAnswerError("Toy's answer is not what its protocol says.") from error
