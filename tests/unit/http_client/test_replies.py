"""What a reply is: any status, whole, and nothing done with it that nobody asked for."""

import json
import traceback

import pytest

from adapters.http_client.client import LARGEST_REPLY_BYTES, HttpClient
from adapters.http_client.failures import NoAnswerError
from adapters.http_client.messages import HttpReply
from adapters.telemetry.logging import configure_logging
from tests.unit.http_client.stranger import Caller, listening


@pytest.mark.parametrize("status", [200, 204, 301, 307, 400, 401, 404, 409, 429, 500, 503, 599])
async def test_every_status_is_a_reply(status: int, client: HttpClient) -> None:
    async def answer(caller: Caller) -> None:
        await caller.hear()
        await caller.say(status=status, headers=b"Location: /elsewhere\r\nSet-Cookie: a=b\r\n")

    async with listening(answer) as stranger:
        reply = await client.send(request=stranger.request())
        assert (status, "/elsewhere") == (reply.status, reply.headers["location"])
        assert 1 == len(stranger.requests)


async def test_the_other_side_reads_what_was_asked(client: HttpClient) -> None:
    async with listening(_echo) as stranger:
        reply = await client.send(request=stranger.request())
    head, _, body = reply.body.partition(b"\r\n\r\n")
    assert b"POST /secret-path?card=secret-query HTTP/1.1" == head.splitlines()[0]
    assert b"Authorization: Bearer secret-header" in head.splitlines()
    assert b"secret-body" == body


async def test_the_largest_reply_is_still_one(client: HttpClient) -> None:
    async def answer(caller: Caller) -> None:
        await caller.hear()
        await caller.say(body=b"x" * LARGEST_REPLY_BYTES)

    async with listening(answer) as stranger:
        assert LARGEST_REPLY_BYTES == len((await client.send(request=stranger.request())).body)


async def test_cookies_of_a_reply_are_forgotten(client: HttpClient) -> None:
    async def answer(caller: Caller) -> None:
        for _ in range(2):
            await caller.hear()
            await caller.say(headers=b"Set-Cookie: session=stolen\r\n")

    async with listening(answer) as stranger:
        await client.send(request=stranger.request())
        await client.send(request=stranger.request())
        assert 2 == len(stranger.requests)
        assert not any(b"cookie" in request.lower() for request in stranger.requests)


async def test_a_proxy_of_the_environment_is_not_asked(client: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever can set a variable could else read every card token."""
    async with listening(_echo) as proxy, listening(_echo) as stranger:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        await client.send(request=stranger.request())
        assert (0, 1) == (proxy.connections, stranger.connections)


async def test_a_call_leaves_one_line_without_anything_that_was_said(
    client: HttpClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(level="INFO", json=True)
    async with listening(_echo) as stranger:
        await client.send(request=stranger.request())
    (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {"name": "somebody", "host": "localhost", "status": 200} == {
        name: line[name] for name in ("name", "host", "status")
    }
    assert line["duration_ms"] >= 0
    assert "secret" not in str(line)


async def test_a_failed_call_leaves_one_line_too_and_an_error_that_shows_nothing(
    client: HttpClient, capsys: pytest.CaptureFixture[str]
) -> None:
    async def talk_garbage(caller: Caller) -> None:
        await caller.hear()
        await caller.write(b"secret garbage\r\n")

    configure_logging(level="INFO", json=True)
    async with listening(talk_garbage) as stranger:
        with pytest.raises(NoAnswerError) as caught:
            await client.send(request=stranger.request())
    (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert ("ClientResponseError", True) == (line["failure"], line["sent"])
    shown = "".join(traceback.format_exception(caught.value))
    assert "secret" not in str(line) + shown


def test_a_request_and_a_reply_do_not_show_what_they_carry() -> None:
    reply = HttpReply(status=200, headers={"a": "secret"}, body=b"secret")
    assert "HttpReply(status=200)" == repr(reply)


async def _echo(caller: Caller) -> None:
    await caller.hear()
    await caller.say(body=caller.stranger.requests[-1])
