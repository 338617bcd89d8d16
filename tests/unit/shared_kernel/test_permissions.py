"""A caller may do exactly what its key says."""

import pytest

from shared_kernel.errors import ErrorKind
from shared_kernel.tenant import PERMISSIONS, Caller, MissingPermissionError
from tests.builders import TENANT, new_id


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_a_caller_passes_with_the_one_permission_and_fails_with_all_others(permission: str) -> None:
    assert _caller({permission}).require(permission) is None
    with pytest.raises(MissingPermissionError) as caught:
        _caller(PERMISSIONS - {permission}).require(permission)
    assert ErrorKind.PERMISSION is caught.value.kind
    assert {"permission": permission} == caught.value.parameters


def test_managing_the_installation_is_no_permission_to_touch_money() -> None:
    with pytest.raises(MissingPermissionError):
        _caller({"admin.manage"}).require("accounts.transfer")


def test_a_longer_name_does_not_carry_a_shorter_one() -> None:
    with pytest.raises(MissingPermissionError):
        _caller({"billing.gateways.manage"}).require("billing.gateways")


def _caller(permissions: set[str] | frozenset[str]) -> Caller:
    return Caller(tenant_id=TENANT, permissions=frozenset(permissions), key_id=new_id())
