"""Nobody hands out more than they have, except the operator of the installation."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared_kernel.api_key_administration import ApiKeyRequest, IssueApiKey
from shared_kernel.api_keys import ApiKey, ExpireTimePastError, hash_secret
from shared_kernel.idempotency import RequestKey
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import ADMIN_MANAGE, Caller, MissingPermissionError, Tenant, TenantId
from shared_kernel.tenants import TenantNotFoundError
from tests.builders import NOON, OTHER_TENANT, TENANT, StepClock, new_id


class Keys:
    """Keeps keys by the hash of their secret."""

    def __init__(self) -> None:
        self.kept: dict[bytes, ApiKey] = {}

    async def add(self, api_key: ApiKey, *, secret_hash: bytes, caller: TenantId, request: RequestKey) -> ApiKey:
        return self.kept.setdefault(secret_hash, api_key)


class Tenants:
    """Knows two tenants."""

    async def get(self, tenant_id: TenantId) -> Tenant:
        if tenant_id not in {TENANT, OTHER_TENANT}:
            raise TenantNotFoundError(field="tenant_id")
        return Tenant(id=tenant_id, name="t", created_at=NOON)


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def issue(keys: Keys) -> IssueApiKey:
    return IssueApiKey(api_keys=keys, tenants=Tenants(), identifiers=SystemIdentifiers(), clock=StepClock())  # type: ignore[arg-type]


async def test_only_the_hash_of_the_secret_is_kept(issue: IssueApiKey, keys: Keys) -> None:
    issued = await issue(caller=_caller("accounts.view"), request=_request("accounts.view"))
    assert {hash_secret(issued.secret): issued.api_key} == keys.kept
    assert issued.secret.startswith("hmn_")
    assert issued.secret not in repr(issued)


async def test_a_caller_cannot_hand_out_a_permission_it_lacks(issue: IssueApiKey, keys: Keys) -> None:
    with pytest.raises(MissingPermissionError) as refused:
        await issue(caller=_caller("accounts.view"), request=_request("accounts.view", "accounts.transfer"))
    assert {"permission": "accounts.transfer"} == refused.value.parameters
    assert {} == keys.kept


async def test_only_the_operator_reaches_another_tenant(issue: IssueApiKey) -> None:
    elsewhere = _request("accounts.view", tenant_id=OTHER_TENANT)
    issued = await issue(caller=_caller(ADMIN_MANAGE), request=elsewhere)
    assert OTHER_TENANT == issued.api_key.tenant_id
    with pytest.raises(MissingPermissionError):
        await issue(caller=_caller("accounts.view"), request=elsewhere)


async def test_a_key_for_nobody_and_a_key_of_the_past_are_refused(issue: IssueApiKey, keys: Keys) -> None:
    operator = _caller(ADMIN_MANAGE)
    with pytest.raises(TenantNotFoundError):
        await issue(caller=operator, request=_request("accounts.view", tenant_id=TenantId(UUID(int=9))))
    with pytest.raises(ExpireTimePastError):
        await issue(caller=operator, request=_request("accounts.view", expires_in=-timedelta(days=1)))
    assert {} == keys.kept


def _caller(*permissions: str) -> Caller:
    return Caller(tenant_id=TENANT, permissions=frozenset(permissions), key_id=new_id())


def _request(
    *permissions: str, tenant_id: TenantId | None = None, expires_in: timedelta | None = None
) -> ApiKeyRequest:
    return ApiKeyRequest(
        request_id="r",
        tenant_id=tenant_id,
        display_name="till",
        permissions=frozenset(permissions),
        expires_at=NOON + expires_in if expires_in else None,
    )
