"""The accounts module's unit of work, as a port: everything in it is one commit."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from accounts.ports.account_repository import AccountRepository
from accounts.ports.transaction_repository import TransactionRepository
from accounts.ports.user_repository import UserRepository
from shared_kernel.idempotency import RequestIds
from shared_kernel.outbox import Outbox
from shared_kernel.tenant import TenantId


class UnitOfWork(Protocol):
    """What can be read and written together, in one tenant."""

    @property
    def users(self) -> UserRepository:
        """Users."""
        ...

    @property
    def accounts(self) -> AccountRepository:
        """Accounts and their entries."""
        ...

    @property
    def transactions(self) -> TransactionRepository:
        """Transactions."""
        ...

    @property
    def request_ids(self) -> RequestIds:
        """Request ids."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Events."""
        ...


class UnitsOfWork(Protocol):
    """Opens units of work."""

    def __call__(self, *, tenant_id: TenantId) -> AbstractAsyncContextManager[UnitOfWork]:
        """A unit of work that sees one tenant; it commits on a clean exit and rolls back on any exception."""
        ...
