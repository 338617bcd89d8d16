"""An API key is valid from its making until it expires or is revoked."""

from dataclasses import replace
from datetime import timedelta

from shared_kernel.api_keys import ApiKey, hash_secret
from tests.builders import NOON, TENANT, new_id

KEY = ApiKey(
    id=new_id(),
    tenant_id=TENANT,
    display_name="till 4",
    permissions=frozenset({"accounts.view"}),
    expires_at=None,
    revoked_at=None,
    created_at=NOON,
)


def test_a_key_without_an_end_stays_valid() -> None:
    assert KEY.is_valid(at=NOON + timedelta(days=3_650))


def test_a_key_is_invalid_from_the_moment_it_expires() -> None:
    expiring = replace(KEY, expires_at=NOON)
    assert expiring.is_valid(at=NOON - timedelta(microseconds=1))
    assert not expiring.is_valid(at=NOON)


def test_a_revoked_key_is_invalid_although_it_has_not_expired() -> None:
    assert not replace(KEY, revoked_at=NOON, expires_at=NOON + timedelta(days=1)).is_valid(at=NOON)


def test_only_a_hash_of_the_secret_is_kept() -> None:
    assert 32 == len(hash_secret("s3cr3t"))
    assert b"s3cr3t" not in hash_secret("s3cr3t")
    assert hash_secret("s3cr3t") != hash_secret("s3cr3T")
