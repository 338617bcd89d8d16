"""Calls another system: every status is a reply, and a failure says whether the other side can have acted."""

import asyncio
from http import HTTPStatus
from time import perf_counter
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientError, ClientResponse
from yarl import URL

from adapters.http_client.circuit import Circuits
from adapters.http_client.failures import NoAnswerError, NotSentError
from adapters.http_client.messages import HttpReply, HttpRequest
from adapters.http_client.session import HttpSession, Trip

LARGEST_REPLY_BYTES = 1024 * 1024

# A name of a host that cannot be one is refused by Python's own encoding of names, as a UnicodeError.
_FAILURES = (ClientError, OSError, UnicodeError)


class ReplyTooLargeError(ClientError):
    """The reply does not end where a reply of a payment system would."""


class HttpClient:
    """The calls of one kind (a gateway's, say), under the name they have in our logs. Many clients share one session.

    Redirects are replies like any other, certificates are verified, and nothing is repeated: see `retry`. One line is
    logged per call, never with its path, headers or body: any of them may carry a secret.
    """

    def __init__(self, *, name: str, session: HttpSession, circuits: Circuits | None = None) -> None:
        self._session = session
        self._circuits = circuits
        self._name = name
        self._log = structlog.get_logger(__name__)

    async def send(self, *, request: HttpRequest) -> HttpReply:
        """The reply. A cancelled call may have been sent, as one that raises NoAnswerError.

        Raises:
            NotSentError: the other side was not reached and did nothing (name, refusal, certificate, open circuit).
            NoAnswerError: the request set out, and no whole reply came back in time: nobody knows what it did.
        """
        if self._circuits is None:
            return await self._send(request)
        with self._circuits.of(_origin(request)).call() as call:
            reply = await self._send(request)
            call.answered(healthy=reply.status < HTTPStatus.INTERNAL_SERVER_ERROR)
            return reply

    async def _send(self, request: HttpRequest) -> HttpReply:
        trip, started = Trip(), perf_counter()
        try:
            async with asyncio.timeout(request.timeout_seconds):
                reply = await self._exchange(request, trip)
        except _FAILURES as failure:
            self._report(request, started, sent=trip.sent, failure=type(failure).__name__)
            # Not from `failure`: aiohttp's errors show addresses and headers to whoever prints them.
            raise _meaning(request, trip) from None
        self._report(request, started, status=reply.status)
        return reply

    async def _exchange(self, request: HttpRequest, trip: Trip) -> HttpReply:
        async with self._session.opened().request(
            request.method,
            request.url,
            headers=request.headers,
            data=request.body or None,
            allow_redirects=False,
            trace_request_ctx=trip,
        ) as reply:
            return HttpReply(status=reply.status, headers=reply.headers, body=await _whole_body(reply))

    def _report(self, request: HttpRequest, started: float, **outcome: object) -> None:
        duration_ms = round((perf_counter() - started) * 1000)
        log = self._log.warning if "failure" in outcome else self._log.info
        log("http.called", name=self._name, host=_host(request), duration_ms=duration_ms, **outcome)


async def _whole_body(reply: ClientResponse) -> bytes:
    body = bytearray()
    async for piece in reply.content.iter_any():
        body += piece
        if len(body) > LARGEST_REPLY_BYTES:
            raise ReplyTooLargeError
    return bytes(body)


def _meaning(request: HttpRequest, trip: Trip) -> NotSentError | NoAnswerError:
    """What counts is how far the call came, not which error stopped it: a timeout can happen at any point."""
    if trip.sent:
        return NoAnswerError(f"{_host(request)} did not answer: nobody knows whether it acted.")
    return NotSentError(f"{_host(request)} was not reached: it did nothing.")


def _host(request: HttpRequest) -> str:
    return urlsplit(_origin(request)).hostname or "nowhere"


def _origin(request: HttpRequest) -> str:
    """Scheme, host and port; empty for what is no address."""
    try:
        return str(URL(request.url).origin())
    except ValueError:
        return ""
