"""Register a user."""

from dataclasses import dataclass
from uuid import UUID

from accounts.domain.registration_events import UserRegistered
from accounts.domain.user import User, UserStatus
from accounts.ports.unit_of_work import UnitsOfWork
from shared_kernel.clock import Clock
from shared_kernel.idempotency import request_key
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUserRequest:
    """What the caller asks; without `user_id` one is made."""

    request_id: str
    user_id: UUID | None
    email: str
    locale: str


class RegisterUser:
    """Makes a user known: once per request id, once per user id (UserExistsError)."""

    def __init__(self, *, units_of_work: UnitsOfWork, identifiers: Identifiers, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._identifiers = identifiers
        self._clock = clock

    async def __call__(self, *, tenant_id: TenantId, request: RegisterUserRequest) -> User:
        """The user; for a repeated request the user as it is now."""
        content = (request.user_id, request.email, request.locale)
        key = request_key(request_id=request.request_id, operation="RegisterUser", content=content)
        user_id = request.user_id or self._identifiers.new_id()
        async with self._units_of_work(tenant_id=tenant_id) as work:
            earlier = await work.request_ids.claim(key=key, resource_id=user_id)
            if earlier is not None:
                return await work.users.get(earlier)
            now = self._clock.now()
            user = User(
                id=user_id,
                tenant_id=tenant_id,
                email=request.email,
                locale=request.locale,
                status=UserStatus.ACTIVE,
                created_at=now,
                updated_at=now,
            )
            await work.users.add(user)
            await work.outbox.add([UserRegistered(user=user)])
            return user
