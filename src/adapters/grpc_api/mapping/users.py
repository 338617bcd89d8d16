"""Users."""

from collections.abc import Mapping
from types import MappingProxyType

from accounts.application.register_user import RegisterUserRequest
from accounts.domain.user import User, UserStatus
from adapters.grpc_api.mapping.common import moment_to, optional_id
from hamyon.accounts.v1 import users_pb2 as messages

_DEFAULT_LOCALE = "en"

_STATUSES: Mapping[UserStatus, "messages.UserStatus.ValueType"] = MappingProxyType(
    {
        UserStatus.ACTIVE: messages.USER_STATUS_ACTIVE,
        UserStatus.BLOCKED: messages.USER_STATUS_BLOCKED,
    }
)


def registration_from(request: messages.RegisterUserRequest) -> RegisterUserRequest:
    """What a registration asks."""
    return RegisterUserRequest(
        request_id=request.request_id,
        user_id=optional_id(request.user_id),
        email=request.email,
        locale=request.locale or _DEFAULT_LOCALE,
    )


def user_to(user: User) -> messages.User:
    """A user as a message."""
    return messages.User(
        id=str(user.id),
        email=user.email,
        locale=user.locale,
        status=_STATUSES[user.status],
        create_time=moment_to(user.created_at),
        update_time=moment_to(user.updated_at),
    )
