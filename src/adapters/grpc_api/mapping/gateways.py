"""Gateway configurations. Settings go in whole and come out without their secrets."""

from collections.abc import Callable, Mapping

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from adapters.grpc_api.mapping.common import MissingFieldError, moment_to
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.guard_settings import GUARD_SETTINGS
from hamyon.admin.v1 import gateways_pb2 as messages

# Before the names of the guard's settings, which are kept beside the gateway's own.
_GUARD = "guard_"
_SHAPES: Mapping[int, Callable[[str | int], str | int]] = {
    FieldDescriptor.CPPTYPE_INT64: int,
    FieldDescriptor.CPPTYPE_BOOL: bool,
}
_SETTINGS = messages.Gateway.DESCRIPTOR.oneofs_by_name["settings"]


def settings_from(request: messages.ConfigureGatewayRequest) -> tuple[str, Settings]:
    """The gateway and the settings that were sent for it, under the names of their fields.

    Raises:
        MissingFieldError: none were sent.
    """
    gateway = request.WhichOneof("settings")
    if gateway is None:
        raise MissingFieldError("settings")
    sent: Message = getattr(request, gateway)
    guard = {_GUARD + field.name: value for field, value in request.guard.ListFields()}
    return gateway, {field.name: value for field, value in sent.ListFields()} | guard


def gateway_to(configuration: GatewayConfiguration, *, provider_calls: bool, webhook_base_url: str) -> messages.Gateway:
    """A configuration as a message; an address for its provider only where the provider calls."""
    message = messages.Gateway(
        id=configuration.gateway,
        status=messages.GATEWAY_STATUS_ENABLED if configuration.enabled else messages.GATEWAY_STATUS_DISABLED,
        create_time=moment_to(configuration.created_at),
        update_time=moment_to(configuration.updated_at),
    )
    if provider_calls:
        message.endpoint_token = configuration.endpoint
        message.webhook_path = f"/webhooks/{configuration.gateway}/{configuration.endpoint}"
        message.webhook_url = webhook_base_url.rstrip("/") + message.webhook_path
    if configuration.gateway in {field.name for field in _SETTINGS.fields}:
        _show(configuration.settings, getattr(message, configuration.gateway))
    guard = {
        name.removeprefix(_GUARD): value for name, value in configuration.settings.items() if name in GUARD_SETTINGS
    }
    if guard:
        _show(guard, message.guard)
    return message


def _show(settings: Settings, message: Message) -> None:
    message.SetInParent()
    for field in message.DESCRIPTOR.fields:
        value = settings.get(field.name)
        # What the contract marks as redacted is a secret.
        if value is None or field.GetOptions().debug_redact:
            continue
        setattr(message, field.name, _SHAPES.get(field.cpp_type, str)(value))
