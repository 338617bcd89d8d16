"""Who gets in, and how much at once: the same for every rpc."""

from datetime import timedelta
from typing import Any

import grpc
import psycopg
import pytest
from google.rpc.error_details_pb2 import ErrorInfo

from adapters.grpc_api.permissions import PERMISSIONS as NEEDED
from adapters.postgres.database import Database
from hamyon.accounts.v1 import movements_pb2, users_pb2
from shared_kernel.api_keys import hash_secret
from shared_kernel.tenant import PERMISSIONS, Tenant
from tests.contract.grpc.world import RPCS, Grpc, Refusal, add_key, api_keys, detail, rows, status_of

LIST_USERS = "/hamyon.accounts.v1.AccountsService/ListUsers"
NOBODY = Refusal("UNAUTHENTICATED", "UNAUTHENTICATED")


async def test_no_rpc_lets_a_stranger_in_whatever_the_request_says(face: Grpc) -> None:
    """The request is garbage on purpose: nothing of it is read before the caller is known."""
    for key in ("", "hmn_unknown", "hmn_" + "x" * 400, "sk_live_of_somebody_else"):
        answers = {path: await face.refusal(path, b"\xff", key=key) for path in RPCS}
        assert dict.fromkeys(RPCS, NOBODY) == answers


async def test_a_key_that_expired_or_was_revoked_is_refused_and_the_cause_is_told(
    face: Grpc, database: Database, tenant: Tenant, owner: psycopg.AsyncConnection[Any]
) -> None:
    expired, _ = await add_key(api_keys(database), tenant.id, expires_in=timedelta(days=1))
    revoked, _ = await add_key(api_keys(database), tenant.id)
    at = "UPDATE platform.api_keys SET {} = now() - interval '1 second' WHERE secret_hash = %s"
    await owner.execute(at.format("expires_at"), [hash_secret(expired)])
    await owner.execute(at.format("revoked_at"), [hash_secret(revoked)])
    assert {"expired": expired, "revoked": revoked} == {
        await _cause(face, expired): expired,
        await _cause(face, revoked): revoked,
    }
    assert "missing" == await _cause(face, "")


async def test_every_rpc_asks_for_exactly_the_permission_of_the_table(
    face: Grpc, database: Database, tenant: Tenant
) -> None:
    needed = {f"/{service}/{rpc}": word for service, table in NEEDED.items() for rpc, word in table.items()}
    assert RPCS.keys() == needed.keys()
    for permission in sorted(set(needed.values())):
        key, _ = await add_key(api_keys(database), tenant.id, permissions=PERMISSIONS - {permission})
        refused = {path for path in RPCS if (await face.refusal(path, b"\xff", key=key)).reason == "MISSING_PERMISSION"}
        assert {path for path, word in needed.items() if word == permission} == refused


async def test_bytes_that_are_no_message_are_an_invalid_argument_for_every_rpc(face: Grpc) -> None:
    answers = {path: await face.refusal(path, b"\xff\xff") for path in RPCS}
    assert dict.fromkeys(RPCS, Refusal("INVALID_ARGUMENT", "INVALID_REQUEST")) == answers


async def test_text_that_is_not_utf_8_is_an_invalid_argument(face: Grpc) -> None:
    request = users_pb2.RegisterUserRequest(request_id="r").SerializeToString().replace(b"r", b"\xff")
    refused = await face.refusal("/hamyon.accounts.v1.AccountsService/RegisterUser", request)
    assert Refusal("INVALID_ARGUMENT", "INVALID_REQUEST") == refused


@pytest.mark.parametrize("rpc", ["ListUsers", "WatchTransaction"])
async def test_metadata_beyond_the_limit_is_refused_and_writes_nothing(
    face: Grpc, owner: psycopg.AsyncConnection[Any], rpc: str
) -> None:
    """The limit is the server's, the same for every rpc: one of each kind stands for all."""
    before = await rows(owner)
    path = f"/hamyon.accounts.v1.AccountsService/{rpc}"
    refused = await face.refusal(path, b"", metadata=[("x-note", "x" * 20_000)])
    assert "RESOURCE_EXHAUSTED" == refused.code
    assert before == await rows(owner)


async def test_a_message_beyond_the_limit_is_refused(face: Grpc) -> None:
    """The limit is the server's, the same for every rpc: one stands for all."""
    refused = await face.refusal(LIST_USERS, b"\x00" * (4 * 1024 * 1024 + 1))
    assert "RESOURCE_EXHAUSTED" == refused.code


async def test_the_longest_batch_with_the_longest_request_ids_is_taken(face: Grpc) -> None:
    """Every item names accounts that do not exist: ten thousand refusals fit into one answer."""
    batch = movements_pb2.BatchTransferRequest()
    for number in range(10_000):
        item = batch.transfers.add(
            request_id=f"{number:0>255}",
            from_account_id="01890000-0000-7000-8000-000000000001",
            to_account_id="01890000-0000-7000-8000-000000000002",
        )
        item.amount.minor_units, item.amount.currency_code = 2**63 - 1, "UZS"
    results = (await face.accounts("BatchTransfer", batch)).results
    assert [grpc.StatusCode.NOT_FOUND.value[0]] * 10_000 == [item.error.code for item in results]


async def test_a_status_with_many_violations_still_fits_into_a_header(face: Grpc) -> None:
    request = movements_pb2.TransferRequest(metadata={"k" * 41 + str(number): "v" * 501 for number in range(200)})
    path = "/hamyon.accounts.v1.AccountsService/Transfer"
    refused = await face.refusal(path, request.SerializeToString())
    assert ("INVALID_ARGUMENT", "INVALID_REQUEST", 16) == (refused.code, refused.reason, len(refused.fields))


async def test_a_call_whose_deadline_has_passed_is_not_started(face: Grpc) -> None:
    call = face.channel.unary_unary(LIST_USERS)
    metadata = grpc.aio.Metadata(("authorization", f"Bearer {face.key}"))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call(b"", metadata=metadata, timeout=0.0001)
    assert grpc.StatusCode.DEADLINE_EXCEEDED == refused.value.code()


async def _cause(face: Grpc, key: str) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await face.accounts("ListUsers", users_pb2.ListUsersRequest(), key=key)
    cause: str = detail(status_of(refused.value), ErrorInfo).metadata["cause"]
    return cause
