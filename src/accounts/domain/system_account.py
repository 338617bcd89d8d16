"""System accounts: the house's side of an entry. Each is known by its purpose and made on first use."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from accounts.domain.transaction import OUTGOING, Transaction
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


def shortfall(*, tenant_id: TenantId, currency: Currency) -> SystemAccount:
    """What left through a gateway and the customer had not got: negative is what customers owe the house."""
    return SystemAccount(tenant_id, "shortfall", currency)


def fees(*, tenant_id: TenantId, gateway: str, currency: Currency) -> SystemAccount:
    """What a gateway kept for its work: negative, because the house paid it."""
    return SystemAccount(tenant_id, f"fees:{gateway}", currency)


def disputes(*, tenant_id: TenantId, currency: Currency) -> SystemAccount:
    """What gateways took back because payers disputed it, and gave back when they lost: negative while it is gone."""
    return SystemAccount(tenant_id, "disputes", currency)


def settlement_accounts(transaction: Transaction, *, refunded: bool = False) -> tuple[SystemAccount, ...]:
    """The house accounts that a verdict on a transaction, or the refund of a deposit, may post to.

    The shortfall account is among them whenever money goes out: what was held for it may have been let go before.
    """
    tenant_id, conversion = transaction.tenant_id, transaction.conversion
    found = [clearing(tenant_id=tenant_id, gateway=transaction.gateway, currency=transaction.amount.currency)]
    if conversion is not None:
        sides = (conversion.source, conversion.target)
        found += [exchange(tenant_id=tenant_id, currency=side.currency) for side in sides]
    if refunded or transaction.kind in OUTGOING:
        found.append(shortfall(tenant_id=tenant_id, currency=transaction.account_amount.currency))
    return tuple(found)
