"""Top-ups that a payer starts in the provider's app by typing an account number, as a port."""

from typing import Protocol
from uuid import UUID

from shared_kernel.currency import Currency
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class TopUps(Protocol):
    """The accounts behind the numbers payers type. No unit of work of billing may be open during a call."""

    async def accepts(self, *, tenant_id: TenantId, number: str, currency: Currency) -> bool:
        """Whether money of this currency may be paid into the account of this number now."""
        ...

    async def open(self, *, tenant_id: TenantId, number: str, amount: Money, gateway: str, key: str) -> UUID | None:
        """Start a deposit into the account of this number; None when no such account takes it.

        `key` names the attempt behind it among all attempts of the tenant, whatever the gateway.

        Returns:
            The id of the billing transaction that the deposit waits for; for the same key, the same one.
        """
        ...
