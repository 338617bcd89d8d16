"""A tenant may name any address, and reaches nothing of ours by it."""

import pytest

from adapters.http_client.addresses import is_public
from adapters.http_client.client import HttpClient
from adapters.http_client.failures import NotSentError
from adapters.http_client.session import HttpSession
from tests.unit.http_client.stranger import Caller, listening


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104 - the way around that is often forgotten
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fd00::1",
        "ff02::1",
    ],
)
def test_what_is_not_one_host_of_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
async def test_a_session_for_the_world_does_not_connect_to_this_machine(host: str) -> None:
    """However the address is written: what counts is where the connection would go."""
    session = HttpSession(public_only=True)
    async with listening(_answer) as stranger:
        stranger.url = stranger.url.replace("localhost", host)
        with pytest.raises(NotSentError):
            await HttpClient(name="guard", session=session).send(request=stranger.request())
        assert 0 == stranger.connections
    await session.close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]"])
async def test_any_other_session_does(host: str, client: HttpClient) -> None:
    async with listening(_answer) as stranger:
        stranger.url = stranger.url.replace("localhost", host)
        assert 200 == (await client.send(request=stranger.request())).status


async def _answer(caller: Caller) -> None:
    await caller.hear()
    await caller.say()
