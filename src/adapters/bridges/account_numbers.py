"""From billing to accounts: whether an order would be called like an account."""

from accounts.domain.account_number import is_account_number
from accounts.ports.unit_of_work import UnitsOfWork
from shared_kernel.tenant import TenantId


class AccountNumbers:
    """Billing's account numbers are those of the accounts module."""

    def __init__(self, *, units_of_work: UnitsOfWork) -> None:
        self._units_of_work = units_of_work

    async def is_account(self, *, tenant_id: TenantId, reference: str) -> bool:
        # Hardly any order looks like an account number, so hardly any costs a look-up.
        if not is_account_number(reference):
            return False
        async with self._units_of_work(tenant_id=tenant_id) as work:
            return await work.accounts.find_by_number(reference) is not None
