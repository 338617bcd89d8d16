"""System accounts: the house's side of an entry. Each is known by its purpose and made on first use."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from accounts.domain.transaction import Transaction
from shared_kernel.currency import Currency
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True)
class SystemAccount:
    """A tenant's house account for one purpose in one currency."""

    tenant_id: TenantId
    purpose: str
    currency: Currency

    @property
    def id(self) -> UUID:
        """Derived from what it is for, so that nobody has to look it up."""
        return uuid5(self.tenant_id, f"{self.purpose}/{self.currency.code}")


def clearing(*, tenant_id: TenantId, gateway: str, currency: Currency) -> SystemAccount:
    """Money under way at a gateway: negative is what the gateway owes us, positive what we owe it."""
    return SystemAccount(tenant_id, f"clearing:{gateway}", currency)


def exchange(*, tenant_id: TenantId, currency: Currency) -> SystemAccount:
    """The other side of every conversion; what rounding leaves over stays here."""
    return SystemAccount(tenant_id, "exchange", currency)


def settlement_accounts(transaction: Transaction) -> tuple[SystemAccount, ...]:
    """The house accounts that settling a deposit or withdrawal posts to."""
    tenant_id = transaction.tenant_id
    through = clearing(tenant_id=tenant_id, gateway=transaction.gateway, currency=transaction.amount.currency)
    conversion = transaction.conversion
    if conversion is None:
        return (through,)
    return (
        through,
        exchange(tenant_id=tenant_id, currency=conversion.source.currency),
        exchange(tenant_id=tenant_id, currency=conversion.target.currency),
    )
