"""The server around the services: health, reflection, its port and its end."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from adapters.event_bus.change_feed import ChangeFeed
from adapters.grpc_api.server import GrpcServer
from adapters.grpc_api.server_options import GrpcServerOptions
from adapters.postgres.database import Database
from hamyon.accounts.v1 import transactions_pb2
from hamyon.billing.v1 import payments_pb2, queries_pb2
from shared_kernel.events import Envelope
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import Tenant
from tests.contract.grpc.conftest import Belongings
from tests.contract.grpc.world import ACCOUNTS, BILLING, Grpc, refusal_of, serving


async def test_health_and_reflection_need_no_key(face: Grpc) -> None:
    checks = health_pb2_grpc.HealthStub(face.channel)
    for name in ("", ACCOUNTS.full_name, BILLING.full_name):
        answer = await checks.Check(health_pb2.HealthCheckRequest(service=name))
        assert health_pb2.HealthCheckResponse.SERVING == answer.status
    names = await _reflect(face, reflection_pb2.ServerReflectionRequest(list_services=""))
    assert ACCOUNTS.full_name in {service.name for service in names.list_services_response.service}


async def test_reflection_tells_tools_how_to_read_the_details_of_a_refusal(face: Grpc) -> None:
    asked = reflection_pb2.ServerReflectionRequest(file_containing_symbol="google.rpc.ErrorInfo")
    answer = await _reflect(face, asked)
    assert answer.file_descriptor_response.file_descriptor_proto


async def test_a_taken_port_is_one_clear_error() -> None:
    first = _empty_server(0)
    port = await first.start()
    try:
        with pytest.raises(OSError, match=f"127.0.0.1:{port}: the port is taken"):
            await _empty_server(port).start()
    finally:
        await first.drain()


async def test_a_watcher_sees_the_state_and_every_change_until_the_end(
    face: Grpc, mine: Belongings, tenant: Tenant
) -> None:
    watch = _watch(face, BILLING.full_name, mine.payment_id, queries_pb2)
    assert "TRANSACTION_STATUS_PENDING" == await _next_status(watch)
    cancel = payments_pb2.CancelTransactionRequest(request_id="c", transaction_id=mine.payment_id)
    canceled = (await face.billing("CancelTransaction", cancel)).transaction
    await face.feed.publish(_event(tenant, canceled.id, version=3))
    assert "TRANSACTION_STATUS_CANCELED" == await _next_status(watch)
    assert grpc.aio.EOF is await watch.read()
    assert grpc.StatusCode.OK == await watch.code()


async def test_an_event_without_a_change_is_not_told(face: Grpc, mine: Belongings, tenant: Tenant) -> None:
    watch = _watch(face, ACCOUNTS.full_name, mine.transaction_id, transactions_pb2)
    assert "TRANSACTION_STATUS_PENDING" == await _next_status(watch)
    await face.feed.publish(_event(tenant, mine.transaction_id, version=2))
    waiting = asyncio.create_task(watch.read())
    done, _ = await asyncio.wait([waiting], timeout=0.2)
    assert set() == done
    watch.cancel()
    await asyncio.wait([waiting])


async def test_draining_ends_watches_with_unavailable_and_says_not_serving(
    database: Database, face: Grpc, mine: Belongings
) -> None:
    async with serving(database, key=face.key) as second:
        watch = _watch(second, ACCOUNTS.full_name, mine.transaction_id, transactions_pb2)
        await _next_status(watch)
        health = health_pb2_grpc.HealthStub(second.channel).Watch(health_pb2.HealthCheckRequest())
        assert health_pb2.HealthCheckResponse.SERVING == (await health.read()).status
        draining = asyncio.create_task(second.server.drain())
        with pytest.raises(grpc.aio.AioRpcError) as ended:
            await watch.read()
        assert ("UNAVAILABLE", "SHUTTING_DOWN") == (refusal_of(ended.value).code, refusal_of(ended.value).reason)
        assert health_pb2.HealthCheckResponse.NOT_SERVING == (await health.read()).status
        health.cancel()
        await draining


async def _next_status(watch: Any) -> str:  # noqa: ANN401 - of either service
    message = await watch.read()
    field = message.transaction.DESCRIPTOR.fields_by_name["status"]
    name: str = field.enum_type.values_by_number[message.transaction.status].name
    return name


def _watch(face: Grpc, service: str, transaction_id: str, messages: Any) -> Any:  # noqa: ANN401 - the same
    call = face.channel.unary_stream(
        f"/{service}/WatchTransaction",
        request_serializer=messages.WatchTransactionRequest.SerializeToString,
        response_deserializer=messages.WatchTransactionResponse.FromString,
    )
    metadata = grpc.aio.Metadata(("authorization", f"Bearer {face.key}"))
    return call(messages.WatchTransactionRequest(transaction_id=transaction_id), metadata=metadata)


def _event(tenant: Tenant, subject: str, *, version: int) -> Envelope:
    return Envelope(
        id=SystemIdentifiers().new_id(),
        type="billing.transaction.canceled.v1",
        tenant_id=tenant.id,
        subject=UUID(subject),
        occurred_at=datetime.now(UTC),
        data={"version": version},
    )


async def _reflect(face: Grpc, request: Any) -> Any:  # noqa: ANN401 - grpc's own messages
    stream = reflection_pb2_grpc.ServerReflectionStub(face.channel).ServerReflectionInfo(iter([request]))
    return await stream.read()


def _empty_server(port: int) -> GrpcServer:
    return GrpcServer(
        options=GrpcServerOptions(host="127.0.0.1", port=port, grace_seconds=0.1),
        servicers={},
        interceptors=(),
        feed=ChangeFeed(),
        identifiers=SystemIdentifiers(),
    )
