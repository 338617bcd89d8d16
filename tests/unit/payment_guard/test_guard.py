"""The tenant's veto: without a clear yes no money moves, whatever the tenant's system does instead."""

import asyncio
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from adapters.http_client.client import HttpClient
from adapters.http_client.session import HttpSession
from adapters.payment_guard.guard import NO_ANSWER, NOT_CONFIGURED, NOT_UNDERSTOOD, HttpPaymentGuard
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.ports.payment_guard import Moment, Verdict
from shared_kernel.clock import SystemClock
from shared_kernel.identifiers import SystemIdentifiers
from tests.fakes.billing.builders import a_transaction, pending
from tests.fakes.billing.world import TENANT, uzs
from tests.unit.http_client.stranger import Behaviour, Caller, listening

SECRET = "whsec_" + b64encode(b"the secret that tenant and we know").decode()
PAYMENT = pending(a_transaction(metadata={"till": "4"}))
YES = Verdict(allowed=True)


@pytest.fixture
async def session() -> AsyncIterator[HttpSession]:
    """One that reaches this machine, as in development."""
    opened = HttpSession()
    yield opened
    await opened.close()


def guard(session: HttpSession) -> HttpPaymentGuard:
    return HttpPaymentGuard(
        client=HttpClient(name="payment_guard", session=session), clock=SystemClock(), identifiers=SystemIdentifiers()
    )


def configured(url: str, **settings: str | int) -> GatewayConfiguration:
    guarded: Settings = {"service_id": 1, "guard_url": url, "guard_secret": SECRET, **settings}
    return _configuration(guarded)


async def ask(session: HttpSession, url: str, *, moment: Moment = Moment.BEFORE_CHARGE) -> Verdict:
    return await guard(session).allow(
        transaction=PAYMENT, configuration=configured(url, guard_timeout_ms=500), moment=moment, amount=uzs(1_000)
    )


def saying(body: bytes, *, status: int = 200, headers: bytes = b"") -> Behaviour:
    async def answer(caller: Caller) -> None:
        while True:
            await caller.hear()
            await caller.say(status=status, headers=headers, body=body)

    return answer


async def test_a_yes_lets_the_money_move(session: HttpSession) -> None:
    async with listening(saying(b'{"allow": true}')) as shop:
        assert YES == await ask(session, shop.url)


async def test_a_no_comes_with_its_reason(session: HttpSession) -> None:
    async with listening(saying(b'{"allow": false, "reason": "sold out\\n", "more": [1]}')) as shop:
        assert Verdict(allowed=False, reason="sold out") == await ask(session, shop.url)


async def test_a_reason_is_a_line_of_a_bounded_length(session: HttpSession) -> None:
    answer = json.dumps({"allow": False, "reason": "no\x00\x1b[31m " + "x" * 10_000}).encode()
    async with listening(saying(answer)) as shop:
        verdict = await ask(session, shop.url)
    assert (False, 200, True) == (verdict.allowed, len(verdict.reason), verdict.reason.isprintable())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"yes",
        b"true",
        b"[]",
        b"{}",
        b'{"allow": null}',
        b'{"allow": "true"}',
        b'{"allow": 1}',
        b'{"ALLOW": true}',
        b'{"allow": true, "reason": 5}',
        b'{"allow": true',
        b'{"allow": true}{"allow": true}',
        b'\xff{"allow": true}',
        b'{"more": ' + b"[" * 100_000,
    ],
)
async def test_what_is_not_a_clear_yes_is_a_no(body: bytes, session: HttpSession) -> None:
    async with listening(saying(body)) as shop:
        assert NOT_UNDERSTOOD == await ask(session, shop.url)


@pytest.mark.parametrize("status", [201, 301, 302, 307, 400, 401, 404, 429, 500, 503])
async def test_another_status_is_a_no_whatever_the_body_says(status: int, session: HttpSession) -> None:
    async with listening(saying(b'{"allow": true}', status=status)) as shop:
        assert NOT_UNDERSTOOD == await ask(session, shop.url)


async def test_a_redirect_is_not_followed(session: HttpSession) -> None:
    """A way to make us call what the tenant's address may not name."""
    async with listening(saying(b'{"allow": true}')) as elsewhere:
        away = f"Location: {elsewhere.url}\r\n".encode()
        async with listening(saying(b"", status=307, headers=away)) as shop:
            assert NOT_UNDERSTOOD == await ask(session, shop.url)
        assert 0 == elsewhere.connections


async def _hang(caller: Caller) -> None:
    await caller.hear()
    await asyncio.sleep(3600)


async def _hang_up(caller: Caller) -> None:
    await caller.hear()


async def _drip(caller: Caller) -> None:
    """A byte now and then keeps the connection alive; the limit is for the whole answer."""
    await caller.hear()
    await caller.write(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n")
    while True:
        await caller.write(b" ")
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("behaviour", [_hang, _hang_up, _drip])
async def test_no_answer_in_time_is_a_no(behaviour: Callable[[Caller], Awaitable[None]], session: HttpSession) -> None:
    async with listening(behaviour) as shop:
        assert NO_ANSWER == await ask(session, shop.url)


async def test_nobody_there_is_a_no(session: HttpSession) -> None:
    async with listening(_hang_up) as gone:
        pass
    assert NO_ANSWER == await ask(session, gone.url)


async def test_a_private_address_is_a_no_outside_development() -> None:
    session = HttpSession(public_only=True)
    async with listening(saying(b'{"allow": true}')) as inside:
        assert NO_ANSWER == await ask(session, inside.url)
        assert 0 == inside.connections
    await session.close()


async def test_without_a_guard_everything_is_allowed(session: HttpSession) -> None:
    verdict = await guard(session).allow(
        transaction=PAYMENT,
        configuration=_configuration({"service_id": 1}),
        moment=Moment.BEFORE_CHARGE,
        amount=uzs(1_000),
    )
    assert YES == verdict


async def test_half_a_guard_allows_nothing(session: HttpSession) -> None:
    """Whoever wanted to be asked must not be passed over because a setting got lost."""
    for half in ({"guard_url": "https://shop.example"}, {"guard_secret": SECRET}, {"guard_timeout_ms": 100}):
        verdict = await guard(session).allow(
            transaction=PAYMENT, configuration=_configuration(half), moment=Moment.BEFORE_CHARGE, amount=uzs(1_000)
        )
        assert NOT_CONFIGURED == verdict


@pytest.mark.parametrize("moment", Moment)
async def test_the_question_names_the_payment_and_the_amount(moment: Moment, session: HttpSession) -> None:
    async with listening(saying(b'{"allow": true}')) as shop:
        await ask(session, f"{shop.url}/guard?v=1", moment=moment)
        head, _, body = shop.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /guard?v=1 HTTP/1.1\r\n")
    question = json.loads(body)
    assert f"billing.payment.{moment}" == question["type"]
    assert question["timestamp"].endswith("Z")
    assert {
        "transaction_id": str(PAYMENT.id),
        "tenant_id": str(TENANT),
        "gateway": "click",
        "order_reference": "order-1",
        "amount": 1_000,
        "currency": "UZS",
        "status": "pending",
        "metadata": {"till": "4"},
    } == question["data"]


async def test_the_question_is_signed_as_the_standard_says(session: HttpSession) -> None:
    """By its own library, and by hand: HMAC-SHA256 of id, second and body, joined by dots."""
    async with listening(saying(b'{"allow": true}')) as shop:
        await ask(session, shop.url)
        head, _, body = shop.requests[0].partition(b"\r\n\r\n")
    headers = {name.lower(): value for name, value in _headers(head)}
    assert json.loads(body) == Webhook(SECRET).verify(body, headers)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signature = hmac.digest(b64decode(SECRET.removeprefix("whsec_")), signed, "sha256")
    assert f"v1,{b64encode(signature).decode()}" == headers["webhook-signature"]
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"1000", b"1001"), headers)


async def test_every_question_has_an_id_of_its_own(session: HttpSession) -> None:
    """A guard that drops what it has seen would else leave the second question without an answer."""
    async with listening(saying(b'{"allow": true}')) as shop:
        await ask(session, shop.url)
        await ask(session, shop.url)
        ids = {dict(_headers(request.partition(b"\r\n\r\n")[0]))["webhook-id"] for request in shop.requests}
    assert 2 == len(ids)


def _headers(head: bytes) -> list[tuple[str, str]]:
    lines = head.decode().split("\r\n")[1:]
    return [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]


def _configuration(settings: Settings) -> GatewayConfiguration:
    at = datetime(2026, 1, 15, tzinfo=UTC)
    return GatewayConfiguration(
        tenant_id=TENANT,
        gateway="click",
        endpoint="e",
        settings=settings,
        enabled=True,
        created_at=at,
        updated_at=at,
    )
