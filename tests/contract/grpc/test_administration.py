"""What an operator sets up: tenants, keys and gateways."""

import asyncio

import pytest

from adapters.postgres.database import Database
from hamyon.accounts.v1 import users_pb2
from hamyon.admin.v1 import api_keys_pb2, gateway_settings_pb2, gateways_pb2, tenants_pb2
from shared_kernel.tenant import Tenant
from tests.contract.grpc.conftest import Belongings
from tests.contract.grpc.world import Grpc, Refusal, add_key, api_keys

ADMIN = "/hamyon.admin.v1.AdminService/"
CLICK = gateways_pb2.ClickSettings(service_id=17, merchant_id=42, secret_key="s3cr3t", top_up_minimum=100)


async def test_a_new_tenants_key_opens_the_new_tenant_and_nothing_else(face: Grpc, mine: Belongings) -> None:
    named = tenants_pb2.CreateTenantRequest(request_id="t", name=f"shop {mine.user_id}")
    tenant = (await face.admin("CreateTenant", named)).tenant
    wanted = api_keys_pb2.CreateApiKeyRequest(
        request_id="k", tenant_id=tenant.id, display_name="till", permissions=["accounts.view"]
    )
    made = await face.admin("CreateApiKey", wanted)
    assert tenant.id == made.api_key.tenant_id
    users = await face.accounts("ListUsers", users_pb2.ListUsersRequest(), key=made.secret)
    assert [] == list(users.users)
    user = users_pb2.GetUserRequest(user_id=mine.user_id).SerializeToString()
    hidden = await face.refusal("/hamyon.accounts.v1.AccountsService/GetUser", user, key=made.secret)
    assert "USER_NOT_FOUND" == hidden.reason


async def test_a_secret_is_shown_once_and_a_repeat_answers_the_same_key_without_it(face: Grpc) -> None:
    wanted = api_keys_pb2.CreateApiKeyRequest(request_id="k", display_name="till", permissions=["accounts.view"])
    first = await face.admin("CreateApiKey", wanted)
    again = await face.admin("CreateApiKey", wanted)
    assert first.secret.startswith("hmn_")
    assert (first.api_key, "") == (again.api_key, again.secret)
    wanted.permissions.append("accounts.manage")
    other = await face.refusal(ADMIN + "CreateApiKey", wanted.SerializeToString())
    assert Refusal("ALREADY_EXISTS", "REQUEST_ID_REUSED", ("request_id",)) == other


async def test_a_revoked_key_is_refused_from_the_next_call_on(face: Grpc, theirs: Belongings) -> None:
    """Also when it was used a moment before, and although it is another tenant's: the operator reaches all."""
    await face.accounts("ListUsers", users_pb2.ListUsersRequest(), key=theirs.key)
    request = api_keys_pb2.RevokeApiKeyRequest(request_id="r", api_key_id=theirs.key_id)
    revoked = (await face.admin("RevokeApiKey", request)).api_key
    assert revoked.HasField("revoke_time")
    refused = await face.refusal("/hamyon.accounts.v1.AccountsService/ListUsers", b"", key=theirs.key)
    assert Refusal("UNAUTHENTICATED", "UNAUTHENTICATED") == refused
    assert revoked == (await face.admin("RevokeApiKey", request)).api_key


async def test_a_gateway_is_configured_without_ever_showing_its_secret(face: Grpc) -> None:
    configured = (
        await face.admin("ConfigureGateway", gateways_pb2.ConfigureGatewayRequest(request_id="g", click=CLICK))
    ).gateway
    assert ("", 17, 100) == (configured.click.secret_key, configured.click.service_id, configured.click.top_up_minimum)
    assert configured.webhook_url == f"https://pay.example/webhooks/click/{configured.endpoint_token}"
    listed = (await face.admin("ListGateways", gateways_pb2.ListGatewaysRequest())).gateways
    assert [configured] == list(listed)


async def test_a_gateway_with_switches_shows_them_as_they_were_set(face: Grpc) -> None:
    octo = gateway_settings_pb2.OctoSettings(octo_shop_id=12345, octo_secret="s3cr3t", unique_key="k3y", hold=True)
    request = gateways_pb2.ConfigureGatewayRequest(request_id="g", octo=octo)
    shown = (await face.admin("ConfigureGateway", request)).gateway.octo
    assert gateway_settings_pb2.OctoSettings(octo_shop_id=12345, hold=True) == shown


async def test_a_guard_is_configured_without_ever_showing_its_secret_and_goes_when_it_is_left_out(face: Grpc) -> None:
    guard = gateways_pb2.GuardSettings(url="https://shop.example/guard", secret="whsec_" + "k" * 32, timeout_ms=700)
    guarded = gateways_pb2.ConfigureGatewayRequest(request_id="g1", click=CLICK, guard=guard)
    expected = gateways_pb2.GuardSettings(url="https://shop.example/guard", timeout_ms=700)
    assert expected == (await face.admin("ConfigureGateway", guarded)).gateway.guard
    (listed,) = (await face.admin("ListGateways", gateways_pb2.ListGatewaysRequest())).gateways
    assert expected == listed.guard
    without = gateways_pb2.ConfigureGatewayRequest(request_id="g2", click=CLICK)
    assert not (await face.admin("ConfigureGateway", without)).gateway.HasField("guard")


async def test_the_answer_to_a_cancellation_of_a_paid_payment_is_the_merchants_choice(face: Grpc) -> None:
    request = gateways_pb2.ConfigureGatewayRequest(request_id="g", click=CLICK)
    request.click.cancel_of_paid_code = -9
    assert -9 == (await face.admin("ConfigureGateway", request)).gateway.click.cancel_of_paid_code


async def test_a_gateway_configured_many_times_at_once_has_one_endpoint_and_nobody_is_refused(face: Grpc) -> None:
    """More often than the process has connections."""
    requests = [gateways_pb2.ConfigureGatewayRequest(request_id=f"g{number}", click=CLICK) for number in range(20)]
    answers = await asyncio.gather(*(face.admin("ConfigureGateway", request) for request in requests))
    assert 1 == len({answer.gateway.endpoint_token for answer in answers})


async def test_a_late_repeat_does_not_undo_what_came_after_it(face: Grpc) -> None:
    configure = gateways_pb2.ConfigureGatewayRequest(request_id="g", click=CLICK)
    await face.admin("ConfigureGateway", configure)
    await face.admin("DisableGateway", gateways_pb2.DisableGatewayRequest(request_id="d", gateway="click"))
    repeated = (await face.admin("ConfigureGateway", configure)).gateway
    assert gateways_pb2.GATEWAY_STATUS_DISABLED == repeated.status


@pytest.mark.parametrize("gateway", ["click", "cash"])
async def test_what_was_never_configured_cannot_be_disabled(face: Grpc, gateway: str) -> None:
    request = gateways_pb2.DisableGatewayRequest(request_id="d", gateway=gateway).SerializeToString()
    refused = await face.refusal(ADMIN + "DisableGateway", request)
    assert Refusal("FAILED_PRECONDITION", "GATEWAY_NOT_CONFIGURED", ("gateway",)) == refused


async def test_whoever_manages_gateways_reaches_no_keys_and_no_tenants(
    face: Grpc, database: Database, tenant: Tenant
) -> None:
    key, _ = await add_key(api_keys(database), tenant.id, permissions=frozenset({"billing.gateways.manage"}))
    await face.admin("ListGateways", gateways_pb2.ListGatewaysRequest(), key=key)
    refused = await face.refusal(ADMIN + "ListTenants", b"", key=key)
    assert Refusal("PERMISSION_DENIED", "MISSING_PERMISSION") == refused
