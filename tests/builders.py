"""Ids, moments, money and accounts as tests of both modules need them; a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.domain.account import Account, AccountStatus
from accounts.domain.status import Status
from accounts.domain.transaction import Kind, Transaction
from accounts.domain.user import User, UserStatus
from shared_kernel.currency import currency
from shared_kernel.idempotency import RequestKey, request_key
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

TENANT = TenantId(UUID("01890000-0000-7000-8000-000000000001"))
OTHER_TENANT = TenantId(UUID("01890000-0000-7000-8000-000000000002"))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class StepClock:
    """A clock that moves on by a second whenever somebody looks: no two moments are equal, none is waited for."""

    def __init__(self, start: datetime = NOON) -> None:
        self._now = start

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by


def new_id() -> UUID:
    return SystemIdentifiers().new_id()


def new_digits(count: int) -> str:
    return SystemIdentifiers().new_digits(count)


def money(minor_units: int, code: str = "UZS") -> Money:
    return Money(minor_units, currency(code))


def a_key(request_id: str, *content: object, operation: str = "Transfer") -> RequestKey:
    return request_key(request_id=request_id, operation=operation, content=content)


def a_user(*, tenant_id: TenantId = TENANT, status: UserStatus = UserStatus.ACTIVE, at: datetime = NOON) -> User:
    return User(
        id=new_id(),
        tenant_id=tenant_id,
        email="nodira@example.uz",
        locale="uz",
        status=status,
        created_at=at,
        updated_at=at,
    )


def an_account(
    *,
    tenant_id: TenantId = TENANT,
    code: str = "UZS",
    user_id: UUID | None = None,
    number: str = "",
    status: AccountStatus = AccountStatus.ACTIVE,
    posted: int = 0,
    held: int = 0,
    version: int = 0,
    at: datetime = NOON,
) -> Account:
    """A customer's account."""
    return Account(
        id=new_id(),
        tenant_id=tenant_id,
        currency=currency(code),
        user_id=user_id or new_id(),
        number=number or new_digits(10),
        status=status,
        posted=posted,
        held=held,
        version=version,
        created_at=at,
        updated_at=at,
    )


def a_deposit(account: Account, *, amount: Money | None = None, status: Status = Status.INITIATED) -> Transaction:
    return a_transaction(account, kind=Kind.DEPOSIT, amount=amount, status=status, gateway="click")


def a_withdrawal(account: Account, *, amount: Money | None = None, status: Status = Status.INITIATED) -> Transaction:
    return a_transaction(account, kind=Kind.WITHDRAWAL, amount=amount, status=status, gateway="click")


def a_transaction(
    account: Account,
    *,
    kind: Kind = Kind.TRANSFER,
    amount: Money | None = None,
    status: Status = Status.COMPLETED,
    counter: Account | None = None,
    gateway: str = "",
    at: datetime = NOON,
) -> Transaction:
    return Transaction(
        id=new_id(),
        tenant_id=account.tenant_id,
        kind=kind,
        status=status,
        amount=amount or Money(1_000, account.currency),
        account_id=account.id,
        user_id=None if kind in {Kind.FEE, Kind.ADJUSTMENT} else account.user_id or new_id(),
        counter_account_id=counter.id if counter else None,
        gateway=gateway,
        created_at=at,
        updated_at=at,
    )
