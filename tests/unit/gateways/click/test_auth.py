"""The `Auth` header of the Merchant API, by the published vectors V9 to V11."""

from datetime import UTC, datetime

import pytest

from adapters.gateways.click.merchant_api.auth import auth_header
from tests.unit.gateways.click.forms import SECRET


@pytest.mark.parametrize(
    ("user_id", "second", "header"),
    [
        (4, 1_700_000_000, "4:90ad07a9ed91d40b1764879697289f4e24506e5e:1700000000"),
        (123, 1_519_051_543, "123:56d80ba1766133ae75dd65b4115e7a58f9eb0d7b:1519051543"),
    ],
    ids=["V9", "V10"],
)
def test_a_header_is_the_published_one(user_id: int, second: int, header: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert header == auth_header(user_id=user_id, secret_key=SECRET, at=at)


def test_the_sample_of_the_documentation_is_the_digest_of_a_single_character() -> None:
    """V11: `123:356a…:1519051543` is printed everywhere and is no test vector."""
    digest = "356a192b7913b04c54574d18c28d46e6395428ab"
    assert f"7:{digest}:1" == auth_header(user_id=7, secret_key="", at=datetime.fromtimestamp(1, UTC))


def test_parts_of_a_second_are_cut_off() -> None:
    at = datetime.fromtimestamp(1_700_000_000, UTC).replace(microsecond=999_999)
    assert auth_header(user_id=4, secret_key=SECRET, at=at).endswith(":1700000000")
