"""Top-ups: a payer types an account number into the provider's app, and billing asks for the deposit behind it."""

import asyncio
from uuid import UUID
from weakref import WeakValueDictionary

from accounts.application.deposit import Deposit, DepositRequest
from accounts.domain.account import Account, AccountStatus
from accounts.domain.account_number import is_account_number
from accounts.domain.errors import AccountClosedError, AccountFrozenError
from accounts.domain.status import Status
from accounts.ports.unit_of_work import UnitsOfWork
from shared_kernel.currency import Currency
from shared_kernel.errors import ConflictError
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

_SHUT = frozenset({AccountFrozenError.reason, AccountClosedError.reason})


class AccountTopUps:
    """Billing's top-ups are deposits of the accounts module.

    An account takes money of its own currency only: nobody has told this payer of an exchange rate.
    """

    def __init__(self, *, units_of_work: UnitsOfWork, deposit: Deposit) -> None:
        self._units_of_work = units_of_work
        self._deposit = deposit
        self._asked: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def accepts(self, *, tenant_id: TenantId, number: str, currency: Currency) -> bool:
        return await self._payable_account(tenant_id, number, currency) is not None

    async def open(self, *, tenant_id: TenantId, number: str, amount: Money, gateway: str, key: str) -> UUID | None:
        account = await self._payable_account(tenant_id, number, amount.currency)
        if account is None:
            return None
        request = DepositRequest(
            request_id=f"topup:{key}",
            account_id=account.id,
            minor_units=amount.minor_units,
            currency_code=amount.currency.code,
            gateway=gateway,
        )
        # A provider that asks twice at once must hear the same attempt twice, not that its first question is running.
        asked = self._asked.setdefault(key, asyncio.Lock())
        try:
            async with asked:
                deposit = await self._deposit(tenant_id=tenant_id, request=request)
        except ConflictError as refusal:
            # Shut between the look and the deposit. By reason: a refusal that was remembered has lost its class.
            if refusal.reason in _SHUT:
                return None
            raise
        return None if deposit.status is Status.FAILED else deposit.billing_transaction_id

    async def _payable_account(self, tenant_id: TenantId, number: str, currency: Currency) -> Account | None:
        # The check digit first: a mistyped number costs no look-up and never meets somebody else's account.
        if not is_account_number(number):
            return None
        async with self._units_of_work(tenant_id=tenant_id) as work:
            account = await work.accounts.find_by_number(number)
        if account is None or account.status is not AccountStatus.ACTIVE or account.currency != currency:
            return None
        return account
