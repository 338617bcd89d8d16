"""A merchant whose gateways are configured as an operator does it, and whose payers have been sent to pay.

Opening a payment is not what is measured, so payments are written into the database, as the service would have.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import grpc
import psycopg
from psycopg.types.json import Jsonb

from benchmarks import contracts
from benchmarks.processes import free_port
from billing.domain.details.click import ClickDetails
from billing.domain.details.codec import Details, encode
from billing.domain.details.octo import OctoDetails
from billing.domain.details.payme import PaymeDetails
from billing.domain.details.stripe import StripeDetails
from hamyon.admin.v1.admin_service_pb2_grpc import AdminServiceStub
from hamyon.admin.v1.gateway_settings_pb2 import OctoSettings, PaymeSettings, StripeSettings
from hamyon.admin.v1.gateways_pb2 import ClickSettings, ConfigureGatewayRequest
from shared_kernel.api_keys import KEY_PREFIX, hash_secret
from shared_kernel.identifiers import SystemIdentifiers

_IDENTIFIERS = SystemIdentifiers()
_PAYMENT_COLUMNS = (
    "tenant_id, id, gateway, direction, status, amount, currency, captured_amount, refunded_amount, order_reference,"
    " payment_url, return_url, details, metadata, late, unwanted, version, created_at, updated_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment that waits for its payer."""

    id: str
    reference: str


@dataclass(slots=True, kw_only=True)
class Merchant:
    """A tenant with every gateway.

    Attributes:
        octo_port: where its Octo answers, as long as a load runs.
        paths: where the providers call, by gateway.
        payments: how many were made.
    """

    tenant_id: UUID
    octo_port: int
    paths: Mapping[str, str]
    payments: int = 0


async def open_shop(owner: str, *, port: int) -> Merchant:
    """A new tenant, with its gateways configured by the service on this port."""
    tenant_id, secret, octo_port = _IDENTIFIERS.new_id(), KEY_PREFIX + secrets.token_urlsafe(32), free_port()
    now = datetime.now(UTC)
    with psycopg.connect(owner) as connection:
        connection.execute(
            "INSERT INTO platform.tenants (id, name, created_at) VALUES (%s, %s, %s)",
            (tenant_id, f"benchmark {tenant_id}", now),
        )
        connection.execute(
            "INSERT INTO platform.api_keys (tenant_id, id, display_name, secret_hash, permissions, created_at)"
            " VALUES (%s, %s, 'benchmark', %s, %s, %s)",
            (tenant_id, _IDENTIFIERS.new_id(), hash_secret(secret), ["billing.gateways.manage"], now),
        )
    paths = {}
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        admin = AdminServiceStub(channel)
        for request in _requests(octo_port):
            answer = await admin.ConfigureGateway(request, metadata=(("authorization", f"Bearer {secret}"),))
            paths[answer.gateway.id] = answer.gateway.webhook_path
    return Merchant(tenant_id=tenant_id, octo_port=octo_port, paths=paths)


def take_orders(owner: str, merchant: Merchant, *, gateway: str, count: int) -> list[Payment]:
    """So many new payments of different orders, all of them waiting for their payers."""
    payments = [_payment(merchant) for _ in range(count)]
    now = datetime.now(UTC)
    code = contracts.STRIPE_CURRENCY if gateway == "stripe" else contracts.OCTO_CURRENCY
    statement = f"COPY billing.transactions ({_PAYMENT_COLUMNS}) FROM STDIN"
    with psycopg.connect(owner) as connection, connection.cursor().copy(statement) as copy:
        for payment in payments:
            url, details = _link(gateway, payment)
            fixed = (merchant.tenant_id, payment.id, gateway, "payment", "pending")
            amounts = (contracts.ORDER_MINOR_UNITS, code, 0, 0)
            rest = (Jsonb(encode(details)), Jsonb({}), False, False, 2, now, now)
            copy.write_row((*fixed, *amounts, payment.reference, url, "", *rest))
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("ANALYZE billing.transactions")
    merchant.payments += count
    return payments


def _payment(merchant: Merchant) -> Payment:
    transaction_id = _IDENTIFIERS.new_id()
    return Payment(id=str(transaction_id), reference=f"order {transaction_id}")


def _requests(octo_port: int) -> list[ConfigureGatewayRequest]:
    stripe = StripeSettings(secret_key=contracts.STRIPE_KEY, webhook_secrets=contracts.STRIPE_SECRET)
    octo = OctoSettings(
        octo_shop_id=contracts.OCTO_SHOP,
        octo_secret=contracts.OCTO_SECRET,
        unique_key=contracts.OCTO_KEY,
        api_url=f"http://127.0.0.1:{octo_port}",
    )
    click = ClickSettings(
        service_id=contracts.CLICK_SERVICE, merchant_id=contracts.CLICK_MERCHANT, secret_key=contracts.CLICK_KEY
    )
    payme = PaymeSettings(
        merchant_id=contracts.PAYME_MERCHANT, key=contracts.PAYME_KEY, account_fields=contracts.PAYME_FIELD
    )
    return [
        ConfigureGatewayRequest(request_id="stripe", stripe=stripe),
        ConfigureGatewayRequest(request_id="octo", octo=octo),
        ConfigureGatewayRequest(request_id="click", click=click),
        ConfigureGatewayRequest(request_id="payme", payme=payme),
    ]


def _link(gateway: str, payment: Payment) -> tuple[str, Details]:
    """Where the payer was sent, and what is known of a payment then."""
    url = f"https://pay.example/{payment.id}"
    match gateway:
        case "stripe":
            return url, StripeDetails(
                mode="payment",
                session_id=contracts.stripe_session(payment.id),
                session_status="open",
                payment_status="unpaid",
                client_reference_id=payment.id,
                success_url="https://shop.example/thanks",
                url=url,
                expires_at=int(datetime.now(UTC).timestamp()) + 86_400,
                livemode=False,
            )
        case "octo":
            return url, OctoDetails(
                octo_shop_id=contracts.OCTO_SHOP,
                shop_transaction_id=contracts.octo_reference(payment.id),
                octo_payment_uuid=payment.id,
                init_time="2026-01-15 10:20:30",
                auto_capture=True,
                test=False,
                status="created",
                description=payment.reference,
                total_sum=str(contracts.ORDER_MINOR_UNITS // 100),
                notify_url="https://shop.example/webhooks/octo",
                octo_pay_url=url,
            )
        case "click":
            params = {"service_id": str(contracts.CLICK_SERVICE), "transaction_param": payment.reference}
            return url, ClickDetails(
                service_id=contracts.CLICK_SERVICE, merchant_id=contracts.CLICK_MERCHANT, link=url, params=params
            )
        case _:
            account = {contracts.PAYME_FIELD: payment.reference}
            return url, PaymeDetails(
                merchant_id=contracts.PAYME_MERCHANT,
                account=account,
                link=url,
                params={"merchant": contracts.PAYME_MERCHANT, "account": json.dumps(account)},
            )
