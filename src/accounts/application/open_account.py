"""Open an account."""

from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.account_number import PAYLOAD_DIGITS, with_check_digit
from accounts.domain.errors import AccountNumberTakenError, UserBlockedError
from accounts.domain.registration_events import AccountChanged
from accounts.domain.user import UserStatus
from accounts.ports.unit_of_work import UnitsOfWork
from shared_kernel.clock import Clock
from shared_kernel.currency import Currency, currency
from shared_kernel.idempotency import RequestKey, request_key
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import TenantId

_ATTEMPTS = 10


class OpenAccount:
    """Opens the account of a user in a currency: one per user and currency (AccountExistsError)."""

    def __init__(self, *, units_of_work: UnitsOfWork, identifiers: Identifiers, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._identifiers = identifiers
        self._clock = clock

    async def __call__(self, *, tenant_id: TenantId, request_id: str, user_id: UUID, currency_code: str) -> Account:
        """The account with its public number; for a repeated request the account as it is now.

        Raises:
            UserNotFoundError, UserBlockedError, AccountExistsError, UnknownCurrencyError.
        """
        key = request_key(request_id=request_id, operation="OpenAccount", content=(user_id, currency_code))
        money = currency(currency_code, field="currency_code")
        for _ in range(_ATTEMPTS - 1):
            try:
                return await self._open(tenant_id, key, user_id, money)
            except AccountNumberTakenError:
                # Numbers are drawn at random; a taken one is rare and another draw settles it.
                continue
        return await self._open(tenant_id, key, user_id, money)

    async def _open(self, tenant_id: TenantId, key: RequestKey, user_id: UUID, money: Currency) -> Account:
        account_id = self._identifiers.new_id()
        async with self._units_of_work(tenant_id=tenant_id) as work:
            earlier = await work.request_ids.claim(key=key, resource_id=account_id)
            if earlier is not None:
                return await work.accounts.get(earlier)
            user = await work.users.get(user_id)
            if user.status is UserStatus.BLOCKED:
                raise UserBlockedError(field="user_id")
            now = self._clock.now()
            account = Account(
                id=account_id,
                tenant_id=tenant_id,
                currency=money,
                user_id=user_id,
                number=with_check_digit(self._identifiers.new_digits(PAYLOAD_DIGITS)),
                created_at=now,
                updated_at=now,
            )
            await work.accounts.add(account)
            await work.outbox.add([AccountChanged(account=account, change="opened")])
            return account
