"""A served face with two tenants: one that calls and has something, one whose things must not exist for it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.postgres.database import Database
from hamyon.accounts.v1 import accounts_pb2, movements_pb2, users_pb2
from hamyon.billing.v1 import payments_pb2
from hamyon.common.v1.money_pb2 import Money
from shared_kernel.tenant import Tenant
from tests.contract.grpc.world import Grpc, add_key, api_keys, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What a tenant has: a user, two accounts, a deposit and its payment, and a key."""

    key: str
    key_id: str
    user_id: str
    account_id: str
    second_account_id: str
    transaction_id: str
    payment_id: str


@pytest.fixture
async def face(database: Database, tenant: Tenant) -> AsyncIterator[Grpc]:
    """The face, called with a key that may do everything."""
    key, _ = await add_key(api_keys(database), tenant.id)
    async with serving(database, key=key) as grpc_face:
        yield grpc_face


@pytest.fixture
async def mine(face: Grpc, database: Database, tenant: Tenant) -> Belongings:
    return await _furnish(face, database, tenant)


@pytest.fixture
async def theirs(face: Grpc, database: Database, other_tenant: Tenant) -> Belongings:
    return await _furnish(face, database, other_tenant)


async def _furnish(face: Grpc, database: Database, tenant: Tenant) -> Belongings:
    key, key_id = await add_key(api_keys(database), tenant.id)
    user = (await face.accounts("RegisterUser", users_pb2.RegisterUserRequest(request_id="u1"), key=key)).user
    accounts = [await _open(face, user.id, code, key) for code in ("UZS", "USD")]
    deposit = movements_pb2.DepositRequest(
        request_id="d1", account_id=accounts[0], amount=Money(minor_units=500, currency_code="UZS"), gateway="cash"
    )
    transaction = (await face.accounts("Deposit", deposit, key=key)).transaction
    order = payments_pb2.CreateTransactionRequest(
        request_id="p1", gateway="cash", amount=Money(minor_units=700, currency_code="UZS"), order_reference="order 1"
    )
    payment = (await face.billing("CreateTransaction", order, key=key)).transaction
    return Belongings(
        key=key,
        key_id=str(key_id),
        user_id=user.id,
        account_id=accounts[0],
        second_account_id=accounts[1],
        transaction_id=transaction.id,
        payment_id=payment.id,
    )


async def _open(face: Grpc, user_id: str, code: str, key: str) -> str:
    request = accounts_pb2.OpenAccountRequest(request_id=f"a {code}", user_id=user_id, currency_code=code)
    account_id: str = (await face.accounts("OpenAccount", request, key=key)).account.id
    return account_id
