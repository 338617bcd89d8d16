"""How an API call goes wrong on the wire, as planned."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus

from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.stripe.rest.errors import ApiError, broken, locked, too_many_requests
from adapters.sandbox.stripe.rest.idempotency import Answer

_GARBAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
# A clear no to each operation; nothing was done, and none of them claims that something was.
_NO = {
    "create_session": ("amount_too_small", "The Checkout Session's total amount must convert to at least 50 cents."),
    "create_payment_intent": ("amount_too_small", "Amount must convert to at least 50 cents."),
    "confirm": ("payment_method_unactivated", "This payment method is not activated for your account."),
    "capture": ("payment_intent_unexpected_state", "This PaymentIntent could not be captured now."),
    "cancel": ("payment_intent_unexpected_state", "This object could not be canceled now."),
    "expire": ("", 'Only Checkout Sessions with a status in ["open"] can be expired.'),
    "refund": ("charge_not_refundable", "This charge cannot be refunded."),
    "payout": ("payouts_not_allowed", "Payouts cannot be created on this account."),
    "transfer": ("account_invalid", "The destination account cannot receive transfers now."),
    "reversal": ("balance_insufficient", "The connected account does not have enough to take this transfer back."),
}


def refuse_before(fault: Fault | None, *, operation: str) -> None:
    """Refuse the call if that is its fate.

    Raises:
        ApiError: the call is refused before it began, so that no idempotency key remembers it.
    """
    match fault:
        case Fault.ERROR_BEFORE:
            raise broken()
        case Fault.BUSY:
            raise too_many_requests()
        case Fault.CONFLICT:
            raise locked()
        case Fault.REFUSE if operation in _NO:
            code, message = _NO[operation]
            raise ApiError(message, code=code)
        case Fault.REFUSE:
            message = "The provided key does not have the required permissions for this endpoint."
            raise ApiError(message, status=HTTPStatus.FORBIDDEN, code="more_permissions_required")
        case _:
            return


async def hang(request: web.Request, *, seconds: float, closing: asyncio.Event) -> web.StreamResponse:
    """Say nothing, then drop the connection."""
    with suppress(TimeoutError):
        await asyncio.wait_for(closing.wait(), seconds)
    if request.transport:
        request.transport.close()
    return web.Response()


async def cut(request: web.Request, answer: Answer, headers: Mapping[str, str]) -> web.StreamResponse:
    """Begin to answer, and drop the connection half-way."""
    body = json.dumps(answer.body).encode()
    promised = {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}
    response = web.StreamResponse(status=answer.status, headers=promised)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return response


def garbage(headers: Mapping[str, str]) -> web.Response:
    """What a proxy says that has lost its way, under HTTP 200."""
    return web.Response(text=_GARBAGE, content_type="text/html", headers=headers)
