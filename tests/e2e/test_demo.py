"""`hamyon demo` tells the story of the README, and says so when it cannot."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.grpc_api.client import HamyonClient
from bootstrap.sandbox.contracts import CONTRACTS
from tests.e2e.service import RunningService, address_of, hamyon


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_demo_tells_the_whole_story_every_time(service: RunningService, time: str) -> None:
    told = hamyon("demo", home=service.home, **address_of(service))
    assert ("", 0) == (told.stderr, told.returncode)
    assert [
        "Two people open accounts in soums",
        "Aziza deposits 150000.00 UZS through Click",
        "Aziza sends Bobur 40000.00 UZS",
        "Four transfers between Aziza and Bobur in one call, one of them impossible",
        "Bobur withdraws 25000.00 UZS in cash",
        "Somebody tops up Bobur's account by its number,",
        "Bobur deposits 20000.00 UZS through every other gateway",
        "Aziza puts 50000.00 UZS aside in dollars",
        "The books add up",
        "All is as it must be:",
    ] == [re.sub(r" \d+( things checked\.)?$", "", line) for line in told.stdout.splitlines() if re.match(r"\w", line)]
    assert "✓ 1000000.00 UZS are refused with: INSUFFICIENT_FUNDS" in told.stdout
    assert "that makes: 3.95 USD" in told.stdout
    assert ["Click", "Click", "Payme", "Octo", "Stripe"] == re.findall(r"and (\w+) says: paid", told.stdout)
    assert "✓ There are: 145000.00 UZS" in told.stdout


def test_without_a_service_the_demo_says_how_to_start_one(service: RunningService) -> None:
    settings = {**address_of(service), "grpc_port": "1"}
    told = hamyon("demo", home=service.home, **settings)
    assert 1 == told.returncode
    assert (
        "hamyon: Nobody answers at 127.0.0.1:1: start the service with `hamyon serve`, or say where it is with"
        " HAMYON_GRPC_HOST and HAMYON_GRPC_PORT.\n"
    ) == told.stderr


def test_without_a_key_the_demo_says_where_it_looked(tmp_path: Path) -> None:
    told = hamyon("demo", home=tmp_path)
    assert 1 == told.returncode
    assert (
        f"hamyon: There is no API key in {tmp_path}/dev-api-key: start the service with `hamyon serve` first, or name"
        " its directory with HAMYON_HOME.\n"
    ) == told.stderr


def test_with_the_key_of_another_service_the_demo_says_what_does_not_fit(
    service: RunningService, tmp_path: Path
) -> None:
    told = hamyon("demo", home=tmp_path, **address_of(service), dev_api_key="hmn_wrong")
    assert 1 == told.returncode
    assert (
        f"hamyon: The Hamyon at {service.grpc} does not know the key in {tmp_path}: name the one that belongs together"
        " with HAMYON_GRPC_PORT and HAMYON_HOME.\n"
    ) == told.stderr


@pytest.fixture
async def own_payme(service: RunningService, client: HamyonClient) -> AsyncIterator[None]:
    """The developer has a contract with the real Payme; afterwards again only with the sandbox's."""
    await client.configure("payme", {"merchant_id": "5e730e8e0b852a417aa49ceb", "key": "from Payme"})
    yield
    (contract,) = [one for one in CONTRACTS if one.gateway == "payme"]
    await client.configure("payme", contract.settings(public_url=service.http))


async def test_the_demo_sends_nobody_to_a_page_where_money_is_real(service: RunningService, own_payme: None) -> None:
    told = hamyon("demo", home=service.home, **address_of(service))
    assert ("", 0) == (told.stderr, told.returncode)
    assert "Payme is skipped: it is configured with a contract of your own." in told.stdout
    assert "✓ There are: 125000.00 UZS" in told.stdout
