"""Gateway configurations. Settings go in whole and come out without their secrets."""

from collections.abc import Callable, Mapping

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from adapters.grpc_api.mapping.common import MissingFieldError, moment_to
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.guard_settings import GUARD_SETTINGS
from hamyon.admin.v1 import gateways_pb2 as messages
from hamyon.admin.v1.gateway_settings_pb2 import OtherSettings

# Before the names of the guard's settings, which are kept beside the gateway's own.
_GUARD = "guard_"
# Where the contract takes the settings of a gateway that has no message of its own.
_OTHER = "other"
_SHAPES: Mapping[int, Callable[[str | int], str | int]] = {
    FieldDescriptor.CPPTYPE_INT64: int,
    FieldDescriptor.CPPTYPE_BOOL: bool,
}
_OWN = {field.name for field in messages.Gateway.DESCRIPTOR.oneofs_by_name["settings"].fields} - {_OTHER}


def settings_from(request: messages.ConfigureGatewayRequest) -> tuple[str, Settings]:
    """The gateway and the settings that were sent for it, under the names of their fields.

    Raises:
        MissingFieldError: none were sent, or not in the message that the gateway has of its own.
    """
    gateway = request.WhichOneof("settings")
    if gateway is None:
        raise MissingFieldError("settings")
    guard = {_GUARD + field.name: value for field, value in request.guard.ListFields()}
    if gateway == _OTHER:
        return _other_from(request.other, guard)
    sent: Message = getattr(request, gateway)
    return gateway, {field.name: value for field, value in sent.ListFields()} | guard


def _other_from(sent: OtherSettings, guard: Settings) -> tuple[str, Settings]:
    if sent.gateway in _OWN:
        raise MissingFieldError(sent.gateway)
    # What begins like a setting of the guard is one: it has its own message, which checks it.
    for name in sent.values:
        if name in GUARD_SETTINGS:
            raise MissingFieldError(name.replace("_", ".", 1))
    return sent.gateway, {**sent.values, **guard}


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
    if configuration.gateway in _OWN:
        _show(configuration.settings, getattr(message, configuration.gateway))
    else:
        # Which of them are secrets only the gateway knows: names are shown, values never.
        message.other.gateway = configuration.gateway
        message.other.values.update(dict.fromkeys(configuration.settings.keys() - GUARD_SETTINGS, ""))
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
