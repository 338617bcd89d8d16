"""The gRPC server: its limits, its socket, health and reflection beside our services, and its orderly end."""

import errno
from collections.abc import Mapping, Sequence

import grpc
from google.protobuf.descriptor import ServiceDescriptor
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from adapters.grpc_api.call import Interceptor
from adapters.grpc_api.registration import handlers_of
from adapters.grpc_api.server_options import GrpcServerOptions
from adapters.grpc_api.watch import ChangeFeed
from hamyon.accounts.v1 import accounts_service_pb2
from hamyon.admin.v1 import admin_service_pb2
from hamyon.billing.v1 import billing_service_pb2
from hamyon.operations.v1 import operations_service_pb2
from shared_kernel.identifiers import Identifiers

# 10,000 transfers with the longest request ids and without metadata are 3.6 MB.
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
MAX_METADATA_BYTES = 16 * 1024
_MAX_CONCURRENT_RPCS = 4_000
_PING_AFTER_MS = 60_000
_PING_TIMEOUT_MS = 20_000


ACCOUNTS = accounts_service_pb2.DESCRIPTOR.services_by_name["AccountsService"]
BILLING = billing_service_pb2.DESCRIPTOR.services_by_name["BillingService"]
OPERATIONS = operations_service_pb2.DESCRIPTOR.services_by_name["OperationsService"]
ADMIN = admin_service_pb2.DESCRIPTOR.services_by_name["AdminService"]


class GrpcServer:
    """Serves the contract on one address."""

    def __init__(
        self,
        *,
        options: GrpcServerOptions,
        servicers: Mapping[ServiceDescriptor, Sequence[object]],
        interceptors: Sequence[Interceptor],
        feed: ChangeFeed,
        identifiers: Identifiers,
    ) -> None:
        self._options = options
        self._servicers = servicers
        self._interceptors = interceptors
        self._feed = feed
        self._identifiers = identifiers
        self._server: grpc.aio.Server | None = None
        self._health: health.aio.HealthServicer | None = None

    async def start(self) -> int:
        """Listen; the port, which is the one asked for unless that was 0.

        Raises:
            OSError: the address is taken or not ours.
        """
        server = grpc.aio.server(options=self._channel_options(), maximum_concurrent_rpcs=_MAX_CONCURRENT_RPCS)
        for service, servicers in self._servicers.items():
            handlers = handlers_of(
                service=service,
                servicers=servicers,
                interceptors=self._interceptors,
                identifiers=self._identifiers,
            )
            server.add_generic_rpc_handlers((handlers,))
        checks = health.aio.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(checks, server)
        names = [service.full_name for service in self._servicers]
        reflection.enable_server_reflection([*names, health.SERVICE_NAME, reflection.SERVICE_NAME], server)
        port = _listen(server, self._options)
        await server.start()
        for name in ["", *names]:
            await checks.set(name, health_pb2.HealthCheckResponse.SERVING)
        self._server, self._health = server, checks
        return port

    async def drain(self) -> None:
        """Say NOT_SERVING, end the watches, let running calls finish for the grace period, then cut them off."""
        if self._server is None or self._health is None:
            return
        await self._health.enter_graceful_shutdown()
        self._feed.close()
        await self._server.stop(self._options.grace_seconds)
        self._server = None

    def _channel_options(self) -> list[tuple[str, int]]:
        return [
            # A taken port is an error, and no second service that gets half of the calls.
            ("grpc.so_reuseport", 0),
            ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
            # The soft limit refuses a random part of what lies between the two: with one limit the answer is certain.
            ("grpc.max_metadata_size", MAX_METADATA_BYTES),
            ("grpc.absolute_max_metadata_size", MAX_METADATA_BYTES),
            # A watcher that vanished without a word is noticed.
            ("grpc.keepalive_time_ms", _PING_AFTER_MS),
            ("grpc.keepalive_timeout_ms", _PING_TIMEOUT_MS),
        ]


def _listen(server: grpc.aio.Server, options: GrpcServerOptions) -> int:
    host = f"[{options.host}]" if ":" in options.host else options.host
    address = f"{host}:{options.port}"
    try:
        return server.add_insecure_port(address)
    except RuntimeError as error:
        message = f"gRPC cannot listen on {address}: the port is taken or the address is not of this machine"
        raise OSError(errno.EADDRINUSE, message) from error
