"""Calls Octo: one call is one request, and every failure says whether Octo can have acted on it."""

import asyncio
from collections.abc import Awaitable, Callable

from adapters.gateways.octo.answers import PaymentAnswer, RefundAnswer, read_payment, read_refund
from adapters.gateways.octo.errors import Code, OctoRefusalError
from adapters.gateways.octo.requests import (
    Body,
    capture_body,
    encoded,
    refund_body,
    release_body,
    status_body,
)
from adapters.gateways.octo.settings import OctoSettings
from adapters.http_client.client import HttpClient
from adapters.http_client.messages import HttpReply, HttpRequest
from shared_kernel.currency import Currency
from shared_kernel.money import Money

# Routes to Octo from abroad are lossy. A payer waits for the first of these calls, Octo itself for what follows some.
TIMEOUT_SECONDS = 8.0
# Octo allows one status read per second and payment (section 4).
_READ_PAUSE_SECONDS = 1.1


class OctoClient:
    """Octo's calls.

    Each of them raises:
        NotSentError: Octo was not reached and did nothing.
        OctoRefusalError: Octo refused and did nothing.
        NoAnswerError, UnreadableAnswerError: nobody knows what Octo did; a status read tells.
    """

    def __init__(self, http: HttpClient, *, pause: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._http = http
        self._pause = pause

    async def create(self, *, settings: OctoSettings, body: Body, currency: Currency) -> PaymentAnswer:
        """Open a payment. A second call under one reference is an error to Octo, so this is never repeated."""
        return await self._payment(settings, "prepare_payment", body, currency)

    async def read_status(self, *, settings: OctoSettings, reference: str, currency: Currency) -> PaymentAnswer:
        """How the payment stands; asked once more when somebody else has asked a moment ago."""
        body = status_body(settings=settings, reference=reference)
        try:
            return await self._payment(settings, "prepare_payment", body, currency)
        except OctoRefusalError as refusal:
            if refusal.code != Code.TOO_OFTEN:
                raise
        await self._pause(_READ_PAUSE_SECONDS)
        return await self._payment(settings, "prepare_payment", body, currency)

    async def capture(self, *, settings: OctoSettings, uuid: str, amount: Money) -> PaymentAnswer:
        """Charge a hold, or a part of it. Octo takes one decision; a second one is refused."""
        body = capture_body(settings=settings, uuid=uuid, amount=amount)
        return await self._payment(settings, "set_accept", body, amount.currency)

    async def release(self, *, settings: OctoSettings, uuid: str, currency: Currency) -> PaymentAnswer:
        """Give a hold back. Octo takes one decision; a second one is refused."""
        return await self._payment(settings, "set_accept", release_body(settings=settings, uuid=uuid), currency)

    async def refund(
        self, *, settings: OctoSettings, uuid: str, key: str, amount: Money, supplier: int | None = None
    ) -> RefundAnswer:
        """Send money back; at most what Octo takes at once. Repeated under the same key it is the same refund."""
        body = refund_body(settings=settings, uuid=uuid, key=key, amount=amount, supplier=supplier)
        reply = await self._post(settings, "refund", body)
        return read_refund(http_status=reply.status, body=reply.body)

    async def _payment(self, settings: OctoSettings, path: str, body: Body, currency: Currency) -> PaymentAnswer:
        reply = await self._post(settings, path, body)
        return read_payment(http_status=reply.status, body=reply.body, currency=currency)

    async def _post(self, settings: OctoSettings, path: str, body: Body) -> HttpReply:
        return await self._http.send(
            request=HttpRequest(
                method="POST",
                url=f"{settings.api_url}/{path}",
                headers={"Content-Type": "application/json", "Accept": "application/json"},
                body=encoded(body),
                timeout_seconds=TIMEOUT_SECONDS,
            )
        )
