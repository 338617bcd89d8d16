"""Tenants with keys, users and funded accounts, written as the ledger itself would have written them.

Every balance stands on a completed cash deposit with two entries, so the books add up from the start.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from accounts.domain.account_number import with_check_digit
from accounts.domain.system_account import clearing
from benchmarks.transfers import CURRENCY, Payers
from shared_kernel.api_keys import KEY_PREFIX, hash_secret
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import TenantId

_FUNDS = 10**12
_IDENTIFIERS = SystemIdentifiers()

_TABLES = {
    "platform.tenants": "id, name, created_at",
    "platform.api_keys": "tenant_id, id, display_name, secret_hash, permissions, created_at",
    "accounts.users": "tenant_id, id, email, locale, status, created_at, updated_at",
    "accounts.accounts": "tenant_id, id, user_id, purpose, number, currency, status, posted, version, created_at,"
    " updated_at",
    "accounts.transactions": "tenant_id, id, kind, status, amount, currency, account_id, user_id, gateway, version,"
    " created_at, updated_at",
    "accounts.entries": "tenant_id, account_id, version, transaction_id, amount, currency, balance_after, posted_at",
}
_Rows = dict[str, list[Sequence[object]]]


def seed(owner: str, *, tenants: int, accounts: int) -> list[Payers]:
    """New tenants with so many accounts each; for every tenant a key and its accounts."""
    rows: _Rows = {table: [] for table in _TABLES}
    payers = [_tenant(rows, accounts) for _ in range(tenants)]
    with psycopg.connect(owner) as connection:
        for table, columns in _TABLES.items():
            _copy(connection, f"COPY {table} ({columns}) FROM STDIN", rows[table])
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {', '.join(_TABLES)}")
    return payers


def _tenant(rows: _Rows, accounts: int) -> Payers:
    now = datetime.now(UTC)
    tenant = TenantId(_IDENTIFIERS.new_id())
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    key = (tenant, _IDENTIFIERS.new_id(), "benchmark", hash_secret(secret), ["accounts.transfer"], now)
    house = clearing(tenant_id=tenant, gateway="cash", currency=currency(CURRENCY)).id
    rows["platform.tenants"].append((tenant, f"benchmark {tenant}", now))
    rows["platform.api_keys"].append(key)
    ids = [_account(rows, tenant, house=house, number=number, now=now) for number in range(1, accounts + 1)]
    rows["accounts.accounts"].append(
        (tenant, house, None, "clearing:cash", None, CURRENCY, "active", -accounts * _FUNDS, accounts, now, now)
    )
    return Payers(secret=secret, accounts=[str(account) for account in ids])


def _account(rows: _Rows, tenant: TenantId, *, house: UUID, number: int, now: datetime) -> UUID:
    user, account, deposit = (_IDENTIFIERS.new_id() for _ in range(3))
    rows["accounts.users"].append((tenant, user, "", "en", "active", now, now))
    public = with_check_digit(f"{number:09}")
    rows["accounts.accounts"].append(
        (tenant, account, user, "", public, CURRENCY, "active", _FUNDS, 1, now, now),
    )
    rows["accounts.transactions"].append(
        (tenant, deposit, "deposit", "completed", _FUNDS, CURRENCY, account, user, "cash", 1, now, now)
    )
    rows["accounts.entries"] += [
        (tenant, account, 1, deposit, _FUNDS, CURRENCY, _FUNDS, now),
        (tenant, house, number, deposit, -_FUNDS, CURRENCY, -number * _FUNDS, now),
    ]
    return account


def _copy(connection: psycopg.Connection, statement: str, rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
