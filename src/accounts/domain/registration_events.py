"""Events of users and accounts themselves, apart from their money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.user import User
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRegistered:
    """A user is known now. The e-mail stays out of the event: consumers need the id."""

    user: User
    type: str = "accounts.user.registered.v1"

    @property
    def tenant_id(self) -> TenantId:
        """Whose fact it is."""
        return self.user.tenant_id

    @property
    def subject(self) -> UUID:
        """The user."""
        return self.user.id

    @property
    def occurred_at(self) -> datetime:
        """When (UTC)."""
        return self.user.updated_at

    def data(self) -> Mapping[str, object]:
        """The user's id and language."""
        return {"user_id": str(self.user.id), "locale": self.user.locale}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged:
    """An account was opened, frozen, unfrozen or closed; `change` is that word."""

    account: Account
    change: str

    @property
    def type(self) -> str:
        """Stable name with version, like `accounts.account.opened.v1`."""
        return f"accounts.account.{self.change}.v1"

    @property
    def tenant_id(self) -> TenantId:
        """Whose fact it is."""
        return self.account.tenant_id

    @property
    def subject(self) -> UUID:
        """The account."""
        return self.account.id

    @property
    def occurred_at(self) -> datetime:
        """When (UTC)."""
        return self.account.updated_at

    def data(self) -> Mapping[str, object]:
        """Account, user, currency and status."""
        return {
            "account_id": str(self.account.id),
            "user_id": str(self.account.user_id),
            "currency": self.account.currency.code,
            "status": self.account.status.value,
        }
