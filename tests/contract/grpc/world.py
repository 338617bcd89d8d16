"""The gRPC face over a real PostgreSQL, put together as `bootstrap` does, and a client that speaks bytes."""

# ruff: noqa: ANN401 - a client that calls every rpc does not know the types of their messages

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import grpc
import psycopg
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, LocalizedMessage, RetryInfo
from google.rpc.status_pb2 import Status

from accounts.application.change_account_status import ChangeAccountStatus
from accounts.application.deposit import Deposit
from accounts.application.gateway_operations import GatewayOperations
from accounts.application.open_account import OpenAccount
from accounts.application.open_payment import OpenPayment
from accounts.application.operation_queue import OperationQueue
from accounts.application.quoted_operations import QuotedOperations
from accounts.application.read_books import ReadBooks
from accounts.application.register_user import RegisterUser
from accounts.application.transfer import Transfer
from accounts.application.withdraw import Withdraw
from adapters.bridges.account_numbers import AccountNumbers
from adapters.bridges.accounts_to_billing import BillingPayments
from adapters.bridges.books import LedgerBooks
from adapters.event_bus.change_feed import ChangeFeed
from adapters.exchange_rates.fixed import FixedExchangeRates
from adapters.grpc_api.authenticator import Authenticator
from adapters.grpc_api.chain import interceptor_chain
from adapters.grpc_api.localisation import Texts, load_texts
from adapters.grpc_api.message_rules import MessageRules
from adapters.grpc_api.server import ACCOUNTS, ADMIN, BILLING, OPERATIONS, GrpcServer
from adapters.grpc_api.server_options import GrpcServerOptions
from adapters.grpc_api.servicers.accounts import AccountsServicer
from adapters.grpc_api.servicers.administration import AdministrationServicer
from adapters.grpc_api.servicers.billing import BillingServicer
from adapters.grpc_api.servicers.books import BooksServicer
from adapters.grpc_api.servicers.gateways import GatewaysServicer
from adapters.grpc_api.servicers.movements import MovementsServicer
from adapters.grpc_api.servicers.operations import OperationsServicer
from adapters.grpc_api.servicers.refunds import RefundsServicer
from adapters.grpc_api.servicers.transfer_batch import TransferBatch
from adapters.grpc_api.statuses import Statuses
from adapters.grpc_api.watch import Watch
from adapters.http_client.session import HttpSession
from adapters.postgres.accounts_unit_of_work import PostgresAccountsUnitsOfWork
from adapters.postgres.api_key_store import PostgresApiKeyStore
from adapters.postgres.billing_unit_of_work import PostgresBillingUnitOfWorks
from adapters.postgres.database import Database
from adapters.postgres.gateway_configurations import PostgresGatewayConfigurations
from adapters.postgres.ledger_store import PostgresLedgerStore
from adapters.postgres.ledger_verification import LedgerVerification
from adapters.postgres.repositories.provider_calls import PostgresDueCalls
from adapters.postgres.repositories.reconciliations import PostgresDueReconciliations
from adapters.postgres.settings_cipher import SettingsCipher
from adapters.postgres.tenant_store import PostgresTenantStore
from bootstrap.containers.operations import OperationsContainer
from bootstrap.containers.payments import PaymentsContainer
from shared_kernel.api_key_administration import IssueApiKey, ListApiKeys, RevokeApiKey
from shared_kernel.api_keys import ApiKey, hash_secret
from shared_kernel.clock import SystemClock
from shared_kernel.idempotency import request_key
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.once import Once
from shared_kernel.tenant import PERMISSIONS, TenantId
from shared_kernel.tenant_administration import CreateTenant
from tests.fakes.billing.calls import MemoryGuard, MemoryRefundCover
from tests.postgres_server import SECRET

IDENTIFIERS = SystemIdentifiers()
CLOCK = SystemClock()
RPCS = {
    f"/{service.full_name}/{rpc.name}": rpc
    for service in (ACCOUNTS, BILLING, OPERATIONS, ADMIN)
    for rpc in service.methods
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a caller learns of a refusal."""

    code: str
    reason: str
    fields: tuple[str, ...] = ()


class Grpc:
    """A running server and the way to call it."""

    def __init__(self, *, channel: grpc.aio.Channel, server: GrpcServer, feed: ChangeFeed, key: str) -> None:
        self.channel = channel
        self.server = server
        self.feed = feed
        self.key = key

    async def send(
        self, path: str, request: bytes, *, key: str | None = None, metadata: Sequence[tuple[str, str]] = ()
    ) -> list[Message]:
        """Every message of the answer."""
        rpc: Any = RPCS[path]
        answer = GetMessageClass(rpc.output_type).FromString
        authorization = [("authorization", f"Bearer {self.key if key is None else key}")] if key != "" else []
        sent = grpc.aio.Metadata(*authorization, *metadata)
        if rpc.server_streaming:
            stream = self.channel.unary_stream(path, response_deserializer=answer)(request, metadata=sent)
            return [message async for message in stream]
        return [await self.channel.unary_unary(path, response_deserializer=answer)(request, metadata=sent)]

    async def call(self, service: str, rpc: str, request: Message, **options: Any) -> Any:
        """The first message of the answer."""
        return (await self.send(f"/{service}/{rpc}", request.SerializeToString(), **options))[0]

    async def refusal(self, path: str, request: bytes, **options: Any) -> Refusal:
        """Why the call is refused; OK when it is not."""
        try:
            await self.send(path, request, **options)
        except grpc.aio.AioRpcError as error:
            return refusal_of(error)
        return Refusal("OK", "")

    def accounts(self, rpc: str, request: Message, **options: Any) -> Any:
        return self.call(ACCOUNTS.full_name, rpc, request, **options)

    def billing(self, rpc: str, request: Message, **options: Any) -> Any:
        return self.call(BILLING.full_name, rpc, request, **options)

    def operations(self, rpc: str, request: Message, **options: Any) -> Any:
        return self.call(OPERATIONS.full_name, rpc, request, **options)

    def admin(self, rpc: str, request: Message, **options: Any) -> Any:
        return self.call(ADMIN.full_name, rpc, request, **options)


def status_of(error: grpc.aio.AioRpcError) -> Status:
    """The rich status of a refusal; without details when grpc itself refused."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin" and isinstance(value, bytes):
            return Status.FromString(value)
    return Status(code=error.code().value[0], message=error.details() or "")


def detail(status: Status, kind: type[Message]) -> Any:
    """The one detail of a kind; an empty one when there is none."""
    found = kind()
    for packed in status.details:
        if packed.Is(kind.DESCRIPTOR):
            packed.Unpack(found)
    return found


def explained(status: Status) -> Refusal:
    codes = {code.value[0]: code.name for code in grpc.StatusCode}
    fields = detail(status, BadRequest).field_violations
    return Refusal(codes[status.code], detail(status, ErrorInfo).reason, tuple(item.field for item in fields))


def refusal_of(error: grpc.aio.AioRpcError) -> Refusal:
    return explained(status_of(error))


def sentence_of(error: grpc.aio.AioRpcError) -> str:
    found: str = detail(status_of(error), LocalizedMessage).message
    return found


def retry_seconds(error: grpc.aio.AioRpcError) -> int:
    found: int = detail(status_of(error), RetryInfo).retry_delay.seconds
    return found


async def add_key(
    store: PostgresApiKeyStore,
    tenant_id: TenantId,
    *,
    permissions: frozenset[str] = PERMISSIONS,
    expires_in: timedelta | None = None,
) -> tuple[str, UUID]:
    """A key of the tenant: its secret and its id."""
    secret = f"hmn_{IDENTIFIERS.new_secret()}"
    now = datetime.now(UTC)
    key = ApiKey(
        id=IDENTIFIERS.new_id(),
        tenant_id=tenant_id,
        display_name="a test",
        permissions=permissions,
        expires_at=now + expires_in if expires_in else None,
        revoked_at=None,
        created_at=now,
    )
    request = request_key(request_id=str(key.id), operation="CreateApiKey", content=(key.id,))
    await store.add(key, secret_hash=hash_secret(secret), caller=tenant_id, request=request)
    return secret, key.id


def api_keys(database: Database) -> PostgresApiKeyStore:
    return PostgresApiKeyStore(engine=database.engine, system_engine=database.system_engine)


async def rows(owner: psycopg.AsyncConnection[Any]) -> dict[str, int]:
    """How many rows every table has."""
    tables = await owner.execute(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
        " WHERE schemaname IN ('accounts', 'billing', 'platform')"
    )
    names = [row[0] for row in await tables.fetchall()]
    return {name: (await (await owner.execute(f"SELECT count(*) FROM {name}")).fetchone() or [0])[0] for name in names}


@cache
def _rules() -> MessageRules:
    """Compiled once for all tests: it takes half a second."""
    return MessageRules()


@cache
def _texts() -> Texts:
    return load_texts()


@asynccontextmanager
async def serving(database: Database, *, key: str, grace_seconds: float = 1.0) -> AsyncIterator[Grpc]:
    """The whole face on a free port."""
    store = PostgresLedgerStore(pool=database.pool, identifiers=IDENTIFIERS)
    queue = OperationQueue(store=store, clock=CLOCK)
    feed = ChangeFeed()
    server = _server(database, queue, feed, grace_seconds)
    port = await server.start()
    writer = asyncio.create_task(queue.run())
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Grpc(channel=channel, server=server, feed=feed, key=key)
    finally:
        await server.drain()
        queue.close()
        with suppress(asyncio.CancelledError):
            await writer


def _server(database: Database, queue: OperationQueue, feed: ChangeFeed, grace_seconds: float) -> GrpcServer:
    keys = api_keys(database)
    rules, statuses = _rules(), Statuses(texts=_texts())
    authenticator = Authenticator(api_keys=keys, clock=CLOCK)
    return GrpcServer(
        options=GrpcServerOptions(host="127.0.0.1", port=0, grace_seconds=grace_seconds),
        servicers={
            ACCOUNTS: _accounts(database, queue, Watch(feed=feed), rules, statuses),
            BILLING: _billing(database, Watch(feed=feed)),
            OPERATIONS: [_operations(database)],
            ADMIN: _admin(database, keys, authenticator),
        },
        interceptors=interceptor_chain(authenticator=authenticator, rules=rules, statuses=statuses),
        feed=feed,
        identifiers=IDENTIFIERS,
    )


def _accounts(
    database: Database, queue: OperationQueue, watch: Watch, rules: MessageRules, statuses: Statuses
) -> list[object]:
    units = PostgresAccountsUnitsOfWork(engine=database.engine, identifiers=IDENTIFIERS)
    operations = QuotedOperations(queue=queue, rates=FixedExchangeRates(rates={}, clock=CLOCK))
    billing = _payments(database)
    payments = BillingPayments(check_gateway=billing.check_gateway(), create_transaction=billing.create_transaction())
    through = GatewayOperations(
        operations=operations, open_payment=OpenPayment(queue=queue, payments=payments), payments=payments
    )
    transfer = Transfer(operations=operations, identifiers=IDENTIFIERS)
    books = ReadBooks(units_of_work=units)
    return [
        AccountsServicer(
            register_user=RegisterUser(units_of_work=units, identifiers=IDENTIFIERS, clock=CLOCK),
            open_account=OpenAccount(units_of_work=units, identifiers=IDENTIFIERS, clock=CLOCK),
            change_account_status=ChangeAccountStatus(units_of_work=units, clock=CLOCK),
            books=books,
        ),
        BooksServicer(books=books, watch=watch),
        MovementsServicer(
            deposit=Deposit(operations=through, identifiers=IDENTIFIERS),
            withdraw=Withdraw(operations=through, identifiers=IDENTIFIERS),
            transfer=transfer,
            batch=TransferBatch(transfer=transfer, rules=rules, statuses=statuses),
        ),
    ]


def _billing(database: Database, watch: Watch) -> list[object]:
    payments = _payments(database)
    return [
        BillingServicer(
            create=payments.create_transaction(),
            get=payments.get_transaction(),
            list_=payments.list_transactions(),
            count=payments.count_transactions(),
            complete=payments.complete_transaction(),
            cancel=payments.cancel_transaction(),
            watch=watch,
        ),
        RefundsServicer(
            capture=payments.capture_transaction(),
            refund=payments.refund_transaction(),
            list_=payments.list_refunds(),
            get=payments.get_transaction(),
        ),
    ]


def _operations(database: Database) -> OperationsServicer:
    operations = OperationsContainer(
        payments=_payments(database),
        units_of_work=PostgresBillingUnitOfWorks(pool=database.billing_pool, identifiers=IDENTIFIERS),
        configurations=_configurations(database),
        tenants=PostgresTenantStore(engine=database.engine, system_engine=database.system_engine),
        clock=CLOCK,
        books=LedgerBooks(units_of_work=PostgresAccountsUnitsOfWork(engine=database.engine, identifiers=IDENTIFIERS)),
        due_reconciliations=PostgresDueReconciliations(database.system_engine),
        verify_ledger=LedgerVerification(database.engine),
    )
    return OperationsServicer(
        verify_ledger=operations.verify_ledger(),
        reconcile=operations.request_reconciliation(),
        list_reconciliations=operations.list_reconciliations(),
        list_discrepancies=operations.list_discrepancies(),
        resolve=operations.resolve_discrepancy(),
        clock=CLOCK,
    )


def _admin(database: Database, keys: PostgresApiKeyStore, authenticator: Authenticator) -> list[object]:
    once = Once(units=PostgresBillingUnitOfWorks(pool=database.billing_pool, identifiers=IDENTIFIERS))
    tenants = PostgresTenantStore(engine=database.engine, system_engine=database.system_engine)
    payments = _payments(database)
    return [
        AdministrationServicer(
            create_tenant=CreateTenant(tenants=tenants, identifiers=IDENTIFIERS, clock=CLOCK),
            tenants=tenants,
            issue_api_key=IssueApiKey(api_keys=keys, tenants=tenants, identifiers=IDENTIFIERS, clock=CLOCK),
            list_api_keys=ListApiKeys(api_keys=keys, tenants=tenants),
            revoke_api_key=RevokeApiKey(api_keys=keys, once=once, clock=CLOCK),
            authenticator=authenticator,
        ),
        GatewaysServicer(
            configure=payments.configure_gateway(),
            list_=payments.list_gateways(),
            disable=payments.disable_gateway(),
            providers=payments.gateways(),
            once=once,
            calling_gateways=frozenset({"click"}),
            webhook_base_url="https://pay.example/",
        ),
    ]


def _payments(database: Database) -> PaymentsContainer:
    return PaymentsContainer(
        units_of_work=PostgresBillingUnitOfWorks(pool=database.billing_pool, identifiers=IDENTIFIERS),
        configurations=_configurations(database),
        account_numbers=AccountNumbers(
            units_of_work=PostgresAccountsUnitsOfWork(engine=database.engine, identifiers=IDENTIFIERS)
        ),
        due_calls=PostgresDueCalls(database.system_engine),
        cover=MemoryRefundCover(),
        guard=MemoryGuard(),
        http_session=HttpSession(),
        public_url="https://hamyon.example",
        clock=CLOCK,
        identifiers=IDENTIFIERS,
    )


def _configurations(database: Database) -> PostgresGatewayConfigurations:
    return PostgresGatewayConfigurations(
        engine=database.engine, system_engine=database.system_engine, cipher=SettingsCipher(SECRET)
    )
