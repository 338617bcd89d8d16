"""Users, as a port."""

from typing import Protocol
from uuid import UUID

from accounts.domain.user import User
from shared_kernel.pagination import Page, PageRequest


class UserRepository(Protocol):
    """The users of the unit of work's tenant."""

    async def add(self, user: User) -> None:
        """Store a new user (UserExistsError)."""
        ...

    async def get(self, user_id: UUID) -> User:
        """A user (UserNotFoundError)."""
        ...

    async def list(self, page: PageRequest) -> Page[User]:
        """Users, the newest first."""
        ...
