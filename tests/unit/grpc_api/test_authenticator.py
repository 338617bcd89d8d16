"""Keys are looked up seldom, and never trusted for longer than they deserve."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.grpc_api.authenticator import Authenticator
from shared_kernel.api_keys import ApiKey, hash_secret
from shared_kernel.errors import UnauthenticatedError
from tests.builders import NOON, TENANT, StepClock, new_id

SECRET = "hmn_a-secret"
HEADER = f"Bearer {SECRET}"


class Keys:
    """One key, and how often it was asked for."""

    def __init__(self) -> None:
        self.key = ApiKey(
            id=new_id(),
            tenant_id=TENANT,
            display_name="till",
            permissions=frozenset({"accounts.view"}),
            expires_at=NOON + timedelta(hours=1),
            revoked_at=None,
            created_at=NOON,
        )
        self.asked = 0

    async def find_by_secret_hash(self, secret_hash: bytes) -> ApiKey | None:
        self.asked += 1
        return self.key if secret_hash == hash_secret(SECRET) else None


async def test_a_key_is_looked_up_once_for_many_calls() -> None:
    keys = Keys()
    authenticator = Authenticator(api_keys=keys, clock=StepClock())
    callers = [await authenticator.authenticate(HEADER) for _ in range(3)]
    assert [keys.key.permissions] * 3 == [caller.permissions for caller in callers]
    assert 1 == keys.asked


async def test_a_key_expires_while_it_is_remembered() -> None:
    keys, clock = Keys(), StepClock()
    authenticator = Authenticator(api_keys=keys, clock=clock)
    await authenticator.authenticate(HEADER)
    clock.advance(timedelta(hours=1))
    with pytest.raises(UnauthenticatedError, match="expired"):
        await authenticator.authenticate(HEADER)


async def test_a_key_that_was_revoked_here_is_refused_at_once() -> None:
    keys = Keys()
    authenticator = Authenticator(api_keys=keys, clock=StepClock())
    await authenticator.authenticate(HEADER)
    keys.key = replace(keys.key, revoked_at=NOON)
    authenticator.forget(keys.key.id)
    with pytest.raises(UnauthenticatedError, match="revoked"):
        await authenticator.authenticate(HEADER)


async def test_what_strangers_try_is_not_remembered() -> None:
    keys = Keys()
    authenticator = Authenticator(api_keys=keys, clock=StepClock())
    for _ in range(2):
        with pytest.raises(UnauthenticatedError, match="unknown"):
            await authenticator.authenticate("Bearer hmn_guess")
    assert 2 == keys.asked


@pytest.mark.parametrize(
    ("header", "cause"),
    [
        ("", "missing"),
        ("Bearer", "malformed"),
        ("Bearer sk_live_x", "malformed"),
        ("Basic hmn_x", "malformed"),
        ("Bearer hmn_" + "x" * 300, "malformed"),
    ],
)
async def test_what_is_no_key_is_refused_without_a_look_up(header: str, cause: str) -> None:
    keys = Keys()
    with pytest.raises(UnauthenticatedError) as refused:
        await Authenticator(api_keys=keys, clock=StepClock()).authenticate(header)
    assert {"cause": cause} == refused.value.parameters
    assert 0 == keys.asked


async def test_the_scheme_is_written_as_callers_like() -> None:
    caller = await Authenticator(api_keys=Keys(), clock=StepClock()).authenticate(f"bearer {SECRET}")
    assert TENANT == caller.tenant_id
