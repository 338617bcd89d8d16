"""Postings that sum to zero per currency: what takes from one account gives to the other."""

from uuid import UUID

from accounts.domain.conversion import Conversion
from accounts.domain.entry import Posting
from accounts.domain.system_account import clearing, exchange, shortfall
from accounts.domain.transaction import Transaction
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


def paired(
    *, tenant_id: TenantId, source: UUID, target: UUID, money: Money, conversion: Conversion | None
) -> tuple[Posting, ...]:
    """From the source to the target; another currency goes through the exchange accounts."""
    if conversion is None:
        return (Posting(account_id=source, amount=-money), Posting(account_id=target, amount=money))
    given, got = conversion.source, conversion.target
    buying = exchange(tenant_id=tenant_id, currency=given.currency).id
    selling = exchange(tenant_id=tenant_id, currency=got.currency).id
    return (
        Posting(account_id=source, amount=-given),
        Posting(account_id=buying, amount=given),
        Posting(account_id=selling, amount=-got),
        Posting(account_id=target, amount=got),
    )


def came_in(transaction: Transaction, *, missing: int = 0) -> tuple[Posting, ...]:
    """From the gateway's clearing account to the customer's, but for what the house is `missing` (minor units)."""
    tenant_id = transaction.tenant_id
    house = clearing(tenant_id=tenant_id, gateway=transaction.gateway, currency=transaction.amount.currency)
    *before, last = paired(
        tenant_id=tenant_id,
        source=house.id,
        target=transaction.account_id,
        money=transaction.amount,
        conversion=transaction.conversion,
    )
    covered = Money(missing, last.amount.currency)
    cover = shortfall(tenant_id=tenant_id, currency=covered.currency)
    lines = (
        *before,
        Posting(account_id=last.account_id, amount=last.amount - covered),
        Posting(account_id=cover.id, amount=covered),
    )
    return tuple(line for line in lines if line.amount.minor_units)


def went_out(transaction: Transaction, *, missing: int = 0) -> tuple[Posting, ...]:
    """The mirror: from the customer's account, and the house's where the customer has not got it, to the gateway."""
    return tuple(
        Posting(account_id=line.account_id, amount=-line.amount) for line in came_in(transaction, missing=missing)
    )
