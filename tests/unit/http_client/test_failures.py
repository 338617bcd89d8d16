"""Which failures leave the other side untouched, and after which nobody knows: proved at sockets that misbehave."""

import asyncio
import datetime as dt
import gzip
import socket
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.http_client.client import LARGEST_REPLY_BYTES, HttpClient
from adapters.http_client.failures import NoAnswerError, NotSentError
from adapters.http_client.messages import HttpRequest
from adapters.http_client.session import HttpSession
from tests.unit.http_client.stranger import Behaviour, Caller, Stranger, listening

HOLD = 3600.0


async def _hang_up_at_once(caller: Caller) -> None:
    caller.writer.transport.abort()


async def _hang_up_after_reading(caller: Caller) -> None:
    await caller.hear()


async def _reset_after_reading(caller: Caller) -> None:
    await caller.hear()
    caller.writer.transport.abort()


async def _cut_the_head(caller: Caller) -> None:
    await caller.hear()
    await caller.write(b"HTTP/1.1 200 OK\r\nContent-Le")


async def _cut_the_body(caller: Caller) -> None:
    await caller.hear()
    await caller.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"paid": tr')


async def _cut_the_chunks(caller: Caller) -> None:
    await caller.hear()
    await caller.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{...}\r\n")


async def _send_broken_chunks(caller: Caller) -> None:
    await caller.hear()
    await caller.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n{}\r\n")


async def _send_broken_gzip(caller: Caller) -> None:
    await caller.hear()
    await caller.say(headers=b"Content-Encoding: gzip\r\n", body=b"this was never compressed")


async def _talk_garbage(caller: Caller) -> None:
    await caller.hear()
    await caller.write(b"220 mail.example ESMTP\r\n")


async def _talk_too_much(caller: Caller) -> None:
    await caller.hear()
    await caller.say(body=b"x" * (LARGEST_REPLY_BYTES + 1))


async def _send_a_bomb(caller: Caller) -> None:
    await caller.hear()
    await caller.say(headers=b"Content-Encoding: gzip\r\n", body=gzip.compress(bytes(8 * 1024 * 1024)))


async def _talk_without_end(caller: Caller) -> None:
    await caller.hear()
    await caller.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await caller.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


async def _hang(caller: Caller) -> None:
    await caller.hear()
    await asyncio.sleep(HOLD)


async def _hang_in_the_body(caller: Caller) -> None:
    await caller.hear()
    await caller.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await asyncio.sleep(HOLD)


@pytest.mark.parametrize(
    "behaviour",
    [
        _hang_up_at_once,
        _hang_up_after_reading,
        _reset_after_reading,
        _cut_the_head,
        _cut_the_body,
        _cut_the_chunks,
        _send_broken_chunks,
        _send_broken_gzip,
        _talk_garbage,
        _talk_too_much,
        _send_a_bomb,
        _talk_without_end,
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
async def test_nobody_knows_what_a_request_did_that_set_out_and_got_no_whole_reply(
    behaviour: Behaviour, method: str, client: HttpClient
) -> None:
    async with listening(behaviour) as stranger:
        with pytest.raises(NoAnswerError):
            await client.send(request=stranger.request(method=method))


@pytest.mark.parametrize("behaviour", [_hang, _hang_in_the_body])
async def test_nobody_knows_what_a_request_did_whose_reply_takes_too_long(
    behaviour: Behaviour, client: HttpClient
) -> None:
    async with listening(behaviour) as stranger:
        with pytest.raises(NoAnswerError):
            await client.send(request=stranger.request(timeout_seconds=0.3))
        assert 1 == len(stranger.requests)


async def test_a_refused_connection_did_nothing(client: HttpClient) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and never listening: every connection is refused
        stranger = Stranger(url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(NotSentError):
            await client.send(request=stranger.request())


@pytest.mark.parametrize(
    "url", ["http://nobody.invalid", f"http://{'a' * 70}.invalid", "http://[bad", "no address", "ftp://localhost", ""]
)
async def test_an_address_that_names_nobody_did_nothing(url: str, client: HttpClient) -> None:
    with pytest.raises(NotSentError):
        await client.send(request=HttpRequest(method="GET", url=url, headers={}, timeout_seconds=10))


async def test_a_certificate_nobody_vouches_for_ends_the_call_before_a_word_was_said(
    client: HttpClient, tmp_path: Path
) -> None:
    async with listening(_hang_up_after_reading, tls=_self_signed(tmp_path)) as stranger:
        with pytest.raises(NotSentError):
            await client.send(request=stranger.request())
        assert [] == stranger.requests


async def test_a_handshake_that_never_ends_did_nothing(client: HttpClient) -> None:
    """The time limit passes while the connection is made: the request was never written."""

    async def listen_only(_caller: Caller) -> None:
        await asyncio.sleep(HOLD)

    async with listening(listen_only) as stranger:
        stranger.url = stranger.url.replace("http://", "https://")
        with pytest.raises(NotSentError):
            await client.send(request=stranger.request(timeout_seconds=0.3))


async def test_plain_words_in_place_of_a_handshake_did_nothing(client: HttpClient) -> None:
    async def talk_plainly(caller: Caller) -> None:
        await caller.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with listening(talk_plainly) as stranger:
        stranger.url = stranger.url.replace("http://", "https://")
        with pytest.raises(NotSentError):
            await client.send(request=stranger.request())


async def test_after_the_end_of_the_service_nothing_is_sent(client: HttpClient, session: HttpSession) -> None:
    async with listening(_hang_up_after_reading) as stranger:
        await session.close()
        with pytest.raises(NotSentError):
            await client.send(request=stranger.request())
        assert 0 == stranger.connections


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
async def test_a_kept_connection_that_breaks_is_not_tried_again_behind_our_back(
    method: str, client: HttpClient
) -> None:
    """The library would repeat all of these but POST: a reversal that is a DELETE would happen twice."""

    async def answer_once(caller: Caller) -> None:
        await caller.hear()
        await caller.say()
        await caller.hear()

    async with listening(answer_once) as stranger:
        assert 200 == (await client.send(request=stranger.request(method="POST"))).status
        with pytest.raises(NoAnswerError):
            await client.send(request=stranger.request(method=method))
        assert 2 == len(stranger.requests)


async def test_a_cancelled_call_stays_cancelled(client: HttpClient) -> None:
    heard = asyncio.Event()

    async def hang(caller: Caller) -> None:
        await caller.hear()
        heard.set()
        await asyncio.sleep(HOLD)

    async with listening(hang) as stranger:
        call = asyncio.create_task(client.send(request=stranger.request()))
        await heard.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call


def _self_signed(directory: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    (directory / "server.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "server.pem")
    return context
