"""Stripe's official library, on our own way out over HTTP.

Its own aiohttp client cannot tell a call that never left from one without an answer, and lets a connection that
breaks in the middle of an answer through as an error of aiohttp. Money needs both to be known; so the library writes
and reads the messages, and our client carries them, repeating a call under its idempotency key where that is safe.

Importing the library takes a third of a second: only `client` imports this, when it makes the first call.
"""

from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import Any

import stripe
import structlog

from adapters.gateways.stripe.errors import FAILURES, meaning
from adapters.gateways.stripe.event import API_VERSION, Json
from adapters.gateways.stripe.settings import StripeSettings
from adapters.http_client.client import HttpClient
from adapters.http_client.messages import HttpRequest
from adapters.http_client.retry import Retry, RetryPolicy

# A payer waits for some of these calls; all tries of one, and of what is read before it, fit into its lease.
_TIMEOUT_SECONDS = 10.0
_POLICY = RetryPolicy(attempts=3, budget_seconds=20.0, statuses=frozenset({409, 429, 500, 502, 503, 504}))

_log = structlog.get_logger(__name__)


class Carrier(stripe.HTTPClient):
    """Carries the library's messages. Every POST has an idempotency key, so all of them may be repeated."""

    name = "hamyon"

    def __init__(self, http: HttpClient) -> None:
        super().__init__()
        self._http = http
        self._retry = Retry(policy=_POLICY)

    async def request_async(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: Any = None,  # noqa: ANN401 - the library's signature
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """The reply to one message.

        Raises:
            NotSentError: Stripe was not reached.
            NoAnswerError: nobody knows what Stripe did.
        """
        body = post_data.encode() if isinstance(post_data, str) else post_data or b""
        request = HttpRequest(
            method=method.upper(), url=url, headers=headers, body=body, timeout_seconds=_TIMEOUT_SECONDS
        )
        reply = await self._retry.send(client=self._http, request=request)
        _log.info("stripe.answered", request_id=reply.headers.get("Request-Id"), http_status=reply.status)
        return reply.body, reply.status, reply.headers


def open_client(*, settings: StripeSettings, http: HttpClient, account: str) -> stripe.StripeClient:
    """The library for one merchant; for one of his connected accounts when its id is given."""
    url = settings.api_url
    return stripe.StripeClient(
        settings.secret_key,
        base_addresses={"api": url, "connect": url, "files": url, "meter_events": url},
        stripe_version=API_VERSION,
        stripe_account=account or None,
        max_network_retries=0,
        http_client=Carrier(http),
    )


async def answer(asked: Awaitable[stripe.StripeObject]) -> Json:
    """What Stripe answers, as plain data.

    Raises:
        GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: as `errors` says.
    """
    try:
        return (await asked).to_dict()
    except FAILURES as failure:
        # Not from `failure`: it shows headers and bodies to whoever prints it.
        raise meaning(failure) from None


async def stream(asked: Awaitable[stripe.ListObject[Any]]) -> AsyncIterator[Json]:
    """A list, newest first, page by page as it is read; raises as `answer` does."""
    try:
        page = await asked
        async for one in page.auto_paging_iter():
            yield one.to_dict()
    except FAILURES as failure:
        raise meaning(failure) from None


async def whole_list(asked: Awaitable[stripe.ListObject[Any]]) -> list[Json]:
    """The same, all of it at once."""
    return [one async for one in stream(asked)]
