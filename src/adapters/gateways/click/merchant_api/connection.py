"""The way to Click: reads are repeated, anything else is sent once, and every failure says what Click can have done."""

from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from adapters.gateways.click.merchant_api.answers import Fields, success
from adapters.gateways.click.merchant_api.auth import auth_header
from adapters.gateways.click.merchant_api.errors import GATEWAY
from adapters.gateways.click.settings import ClickSettings
from adapters.http_client.client import HttpClient
from adapters.http_client.failures import NoAnswerError, NotSentError
from adapters.http_client.messages import HttpRequest
from adapters.http_client.retry import Retry, RetryPolicy
from billing.domain.errors import GatewayNotConfiguredError, GatewayUnavailableError, UnknownOutcomeError
from shared_kernel.clock import Clock

# A refund makes up to three reads and one change, and all of it has to fit into the lease of a call: one minute.
READS = RetryPolicy(attempts=3, budget_seconds=8.0)
_READ_SECONDS = 4.0
_CHANGE_SECONDS = 20.0

_encoder = msgspec.json.Encoder(decimal_format="number")


class MerchantConnection:
    """Sends to the Merchant API of whichever merchant the settings name.

    Its calls raise:
        GatewayNotConfiguredError: no API user is configured.
        GatewayRefusedError: Click said no; nothing was done.
        GatewayUnavailableError: nothing was done.
        UnknownOutcomeError: nobody knows; only of what changes something.
    """

    def __init__(self, *, http: HttpClient, clock: Clock, retry: Retry | None = None) -> None:
        self._http = http
        self._clock = clock
        self._retry = retry or Retry(policy=READS)

    async def read(self, *parts: str | int, settings: ClickSettings, explicit: bool = True) -> Fields:
        """The answer to a question; `explicit` False: its success has no `error_code`."""
        request = self._request("GET", parts, settings, seconds=_READ_SECONDS)
        try:
            reply = await self._retry.send(client=self._http, request=request)
        except (NotSentError, NoAnswerError) as failure:
            raise GatewayUnavailableError(failure.message) from failure
        return success(reply, doubt=GatewayUnavailableError, explicit=explicit)

    async def post(self, *parts: str | int, settings: ClickSettings, body: Mapping[str, object]) -> Fields:
        """The answer to a wish, sent once."""
        return await self._change(self._request("POST", parts, settings, seconds=_CHANGE_SECONDS, body=body))

    async def delete(self, *parts: str | int, settings: ClickSettings) -> Fields:
        """The answer to a removal, sent once."""
        return await self._change(self._request("DELETE", parts, settings, seconds=_CHANGE_SECONDS))

    async def _change(self, request: HttpRequest) -> Fields:
        try:
            reply = await self._http.send(request=request)
        except NotSentError as failure:
            raise GatewayUnavailableError(failure.message) from failure
        except NoAnswerError as failure:
            raise UnknownOutcomeError(failure.message) from failure
        return success(reply, doubt=UnknownOutcomeError)

    def _request(
        self,
        method: str,
        parts: tuple[str | int, ...],
        settings: ClickSettings,
        *,
        seconds: float,
        body: Mapping[str, object] | None = None,
    ) -> HttpRequest:
        if settings.merchant_user_id is None:
            raise GatewayNotConfiguredError(GATEWAY)
        # An order reference may hold slashes and letters of any alphabet.
        path = "/".join(quote(str(part), safe="") for part in parts)
        auth = auth_header(user_id=settings.merchant_user_id, secret_key=settings.secret_key, at=self._clock.now())
        return HttpRequest(
            method=method,
            url=f"{settings.api_url}/{path}",
            headers={"Accept": "application/json", "Content-Type": "application/json", "Auth": auth},
            body=b"" if body is None else _encoder.encode(body),
            timeout_seconds=seconds,
        )
