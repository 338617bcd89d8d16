"""The rpcs of a service, read from the contract once at start."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from adapters.grpc_api.permissions import PERMISSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One rpc.

    Attributes:
        path: as it goes over the wire: `/hamyon.accounts.v1.AccountsService/Transfer`.
        streams: it answers with a stream of messages.
    """

    service: str
    name: str
    path: str
    permission: str
    request: type[Message]
    streams: bool

    @property
    def python_name(self) -> str:
        """What its servicer calls it: `BatchTransfer` is `batch_transfer`."""
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in self.name).lstrip("_")


def methods_of(service: ServiceDescriptor) -> Iterator[Method]:
    """The rpcs of a service, each with its permission.

    Raises:
        KeyError: an rpc has no permission in the table.
    """
    for descriptor in service.methods:
        method: Any = descriptor  # its two flags are missing in the published types
        if method.client_streaming:
            raise AssertionError(f"{method.full_name}: no interceptor is made for streams of requests")
        path = f"/{service.full_name}/{method.name}"
        yield Method(
            service=service.full_name,
            name=method.name,
            path=path,
            permission=PERMISSIONS[service.full_name][method.name],
            request=GetMessageClass(method.input_type),
            streams=method.server_streaming,
        )
