"""One API call from its key to its answer: who asks, may it be said, was it said before, what goes wrong, do it."""

import asyncio
from http import HTTPStatus

from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.stripe.backend import Backend
from adapters.sandbox.stripe.books import API_VERSION, NOBODY, Books, Cause
from adapters.sandbox.stripe.rest.bracket_form import read_form
from adapters.sandbox.stripe.rest.errors import ApiError, Json, broken, unauthenticated
from adapters.sandbox.stripe.rest.idempotency import LONGEST_KEY, Answer
from adapters.sandbox.stripe.rest.misbehaviour import cut, garbage, hang, refuse_before
from adapters.sandbox.stripe.rest.operation import Call, Operation, reference_of
from adapters.sandbox.stripe.rest.rendering import expanded, shown

_BEARER = "Bearer "


async def unknown(request: web.Request) -> web.Response:
    """Nothing of the API stands under this address (or the simulator does not play it)."""
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    return web.json_response(ApiError(message).body, status=HTTPStatus.NOT_FOUND)


class Endpoint:
    """Answers the calls of one operation."""

    def __init__(self, operation: Operation, *, backend: Backend) -> None:
        self._operation = operation
        self._backend = backend

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The aiohttp handler."""
        request_id = self._backend.new_request_id()
        headers = {"Request-Id": request_id, "Stripe-Version": request.headers.get("Stripe-Version", API_VERSION)}
        try:
            call, expand = await self._read(request)
            return await self._answer(request, call, expand, headers=headers)
        except ApiError as error:
            return web.json_response(error.body, status=error.status, headers=headers)

    async def _read(self, request: web.Request) -> tuple[Call, list[str]]:
        """The call, entirely checked, and what it wants to have expanded."""
        books = await self._books(request)
        try:
            text = await request.text() if request.method == "POST" else request.rel_url.raw_query_string
        except ValueError as error:
            raise ApiError("Invalid request body: it is not UTF-8.") from error
        params = self._operation.fields(read_form(text), "")
        expand = params.pop("expand", [])
        path = request.match_info
        origin = str(request.url.origin())
        return Call(
            books=books, params=params, id=path.get("id", ""), under=path.get("under", ""), origin=origin
        ), expand

    async def _books(self, request: web.Request) -> Books:
        header = request.headers.get("Authorization", "")
        key = header.removeprefix(_BEARER)
        if not header.startswith(_BEARER) or not key:
            raise unauthenticated("You did not provide an API key.")
        account = await self._backend.accounts.find(key)
        if account is None:
            raise unauthenticated(f"Invalid API Key provided: {key[:3]}****")
        books = self._backend.books_of(account.secret_key)
        name = request.headers.get("Stripe-Account", books.account_id)
        if name == books.account_id:
            return books
        if name not in books.connected:
            message = f"The provided key does not have access to account '{name}' (or that account does not exist)."
            raise ApiError(message, status=HTTPStatus.FORBIDDEN, code="account_invalid")
        return books.connected[name]

    async def _answer(
        self, request: web.Request, call: Call, expand: list[str], *, headers: dict[str, str]
    ) -> web.StreamResponse:
        operation, options = self._operation, self._backend.options
        fault = self._backend.faults.next(operation=operation.name, reference=_reference(call))
        refuse_before(fault, operation=operation.name)
        if fault is Fault.TIME_OUT_BEFORE:
            return await hang(request, seconds=options.hang_seconds, closing=self._backend.closing)
        answer, is_replay = await self._execute_once(
            request, call, expand, fault=fault, request_id=headers["Request-Id"]
        )
        headers = {**headers, "Idempotent-Replayed": "true"} if is_replay else headers
        match fault:
            case Fault.TIME_OUT_AFTER:
                return await hang(request, seconds=options.hang_seconds, closing=self._backend.closing)
            case Fault.CUT:
                return await cut(request, answer, headers)
            case Fault.GARBAGE:
                return garbage(headers)
            case _:
                return web.json_response(answer.body, status=answer.status, headers=headers)

    async def _execute_once(
        self, request: web.Request, call: Call, expand: list[str], *, fault: Fault | None, request_id: str
    ) -> tuple[Answer, bool]:
        """The answer, and whether it is one that was given before."""
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        if len(key) > LONGEST_KEY:
            raise ApiError(f"Idempotency keys have at most {LONGEST_KEY} characters.", kind="idempotency_error")
        keys = self._backend.idempotency_keys(call.books)
        if key:
            asked = (request.path, {**call.params, "expand": expand})
            if stored := keys.claim(key, asked=asked, now=call.books.now()):
                return stored, True
        if fault is Fault.SLOW:
            # The key stays in use meanwhile: whoever asks again with it is told so.
            await asyncio.sleep(self._backend.options.slow_seconds)
        # What merely turns up while somebody reads (a session's time is over) is not the reader's doing.
        is_reading = request.method == "GET"
        cause = NOBODY if is_reading else Cause(request_id=request_id, idempotency_key=key or None)
        answer = self._execute(call, expand, cause=cause)
        if fault is Fault.ERROR_AFTER:
            answer = _said(broken())
        if key:
            keys.store(key, answer)
        return answer, False

    def _execute(self, call: Call, expand: list[str], *, cause: Cause) -> Answer:
        """Do it; a refusal from here on is an answer to be kept, for execution has begun."""
        platform = call.books.platform or call.books
        platform.cause = cause
        try:
            body = _rendered(self._operation.run(call), expand, books=call.books)
            return Answer(status=HTTPStatus.OK, body=body)
        except ApiError as error:
            return _said(error)
        finally:
            platform.cause = NOBODY
            self._backend.publish(call.books)


def _rendered(found: Json, expand: list[str], *, books: Books) -> Json:
    whole = expanded(found, expand, books=books)
    answer = shown(whole)
    return answer if isinstance(answer, dict) else {}


def _said(error: ApiError) -> Answer:
    return Answer(status=error.status, body=error.body)


def _reference(call: Call) -> str:
    """Our name of what the call is about: in its parameters, else in the object it names, else that object's id."""
    named = call.id or str(call.params.get("payment_intent") or call.params.get("charge") or "")
    about = call.books.find(named) or {}
    return reference_of(call.params) or reference_of(about) or named
