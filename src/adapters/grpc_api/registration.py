"""From servicers to grpc's handlers: every rpc of the contract, wrapped once in every interceptor."""

from collections.abc import Iterator, Sequence

import grpc
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.message import Message

from adapters.grpc_api.call import Call, Context, Handler, Interceptor
from adapters.grpc_api.method import Method, methods_of
from shared_kernel.identifiers import Identifiers


class IncompleteServiceError(Exception):
    """An rpc of the contract has no servicer, or two."""


def handlers_of(
    *,
    service: ServiceDescriptor,
    servicers: Sequence[object],
    interceptors: Sequence[Interceptor],
    identifiers: Identifiers,
) -> grpc.GenericRpcHandler:
    """The handlers of a service whose rpcs are spread over servicers, each under its name in snake case.

    Raises:
        IncompleteServiceError: naming the rpc.
    """
    handlers = {
        method.name: _rpc_handler(method, _wrapped(method, _behavior(method, servicers), interceptors), identifiers)
        for method in methods_of(service)
    }
    return grpc.method_handlers_generic_handler(service.full_name, handlers)


def _behavior(method: Method, servicers: Sequence[object]) -> Handler:
    found: list[Handler] = [*_named(method.python_name, servicers)]
    if len(found) != 1:
        raise IncompleteServiceError(f"{method.path} needs one servicer with a method {method.python_name}.")
    return found[0]


def _named(name: str, servicers: Sequence[object]) -> Iterator[Handler]:
    for servicer in servicers:
        behavior = getattr(servicer, name, None)
        if behavior is not None:
            yield behavior


def _wrapped(method: Method, behavior: Handler, interceptors: Sequence[Interceptor]) -> Handler:
    handler = behavior
    for interceptor in reversed(interceptors):
        handler = interceptor.wrap(method, handler)
    return handler


def _rpc_handler(method: Method, handler: Handler, identifiers: Identifiers) -> "grpc.RpcMethodHandler[bytes, Message]":
    async def enter(request: bytes, context: Context) -> Message | None:
        return await handler(request, Call(method=method, context=context, identifiers=identifiers))

    # Without a deserializer grpc hands on the bytes, which the validation interceptor reads.
    make = grpc.unary_stream_rpc_method_handler if method.streams else grpc.unary_unary_rpc_method_handler
    return make(enter, request_deserializer=None, response_serializer=_serialized)


def _serialized(message: Message) -> bytes:
    return message.SerializeToString()
