"""The client behaves as the contract tells every caller to: what may be repeated is repeated, as it was."""

import grpc
import pytest

from adapters.grpc_api.client import CallError, connected
from hamyon.accounts.v1 import accounts_service_pb2_grpc, users_pb2


class Refusing(accounts_service_pb2_grpc.AccountsServiceServicer):
    """Refuses the first registration; remembers which requests came."""

    def __init__(self, code: grpc.StatusCode) -> None:
        self.code = code
        self.heard: list[str] = []

    async def RegisterUser(  # noqa: N802 - the contract's name
        self, request: users_pb2.RegisterUserRequest, context: grpc.aio.ServicerContext
    ) -> users_pb2.RegisterUserResponse:
        self.heard.append(request.request_id)
        if len(self.heard) == 1:
            await context.abort(self.code, "not now")
        return users_pb2.RegisterUserResponse(user=users_pb2.User(id="aziza"))


async def registered(service: Refusing) -> str:
    """The id of a user who registers there."""
    server = grpc.aio.server()
    accounts_service_pb2_grpc.add_AccountsServiceServicer_to_server(service, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with connected(f"127.0.0.1:{port}", api_key="hmn_key") as client:
            return await client.register_user()
    finally:
        await server.stop(grace=None)


async def test_a_call_that_met_another_one_is_made_again_under_its_request_id() -> None:
    service = Refusing(grpc.StatusCode.ABORTED)
    assert "aziza" == await registered(service)
    assert (2, 1) == (len(service.heard), len(set(service.heard)))


async def test_a_refusal_is_told_at_once() -> None:
    service = Refusing(grpc.StatusCode.FAILED_PRECONDITION)
    with pytest.raises(CallError) as refused:
        await registered(service)
    assert ("FAILED_PRECONDITION", 1) == (refused.value.code, len(service.heard))
