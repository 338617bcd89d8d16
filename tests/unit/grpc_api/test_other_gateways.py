"""A gateway without messages of its own is configured and shown all the same, and none of its settings' values."""

from datetime import UTC, datetime
from uuid import UUID

from adapters.grpc_api.mapping.gateways import gateway_to, settings_from
from adapters.grpc_api.mapping.payments import transaction_to
from billing.domain.details.other import OtherDetails
from billing.domain.gateway import GatewayConfiguration
from hamyon.admin.v1 import gateways_pb2
from hamyon.admin.v1.gateway_settings_pb2 import OtherSettings
from shared_kernel.tenant import TenantId
from tests.fakes.billing.builders import BIRTH, a_transaction, pending

SETTINGS = {"api_key": "k3y", "webhook_secret": "s3cr3t"}
GUARD = gateways_pb2.GuardSettings(url="https://guard.example/", secret="whsec_x")


def test_its_settings_are_words_under_its_own_names() -> None:
    request = gateways_pb2.ConfigureGatewayRequest(other=OtherSettings(gateway="toy", values=SETTINGS), guard=GUARD)
    gateway, settings = settings_from(request)
    assert ("toy", {**SETTINGS, "guard_url": GUARD.url, "guard_secret": GUARD.secret}) == (gateway, dict(settings))


def test_only_the_names_of_its_settings_are_ever_shown() -> None:
    """Which of them are secrets only the gateway knows."""
    at = datetime(2026, 1, 15, tzinfo=UTC)
    configuration = GatewayConfiguration(
        tenant_id=TenantId(UUID(int=1)),
        gateway="toy",
        endpoint="token",
        settings={**SETTINGS, "guard_url": GUARD.url, "guard_secret": GUARD.secret},
        enabled=True,
        created_at=at,
        updated_at=at,
    )
    shown = gateway_to(configuration, provider_calls=True, webhook_base_url="https://hamyon.example")
    assert OtherSettings(gateway="toy", values=dict.fromkeys(SETTINGS, "")) == shown.other
    assert (GUARD.url, "") == (shown.guard.url, shown.guard.secret)


def test_its_details_are_words_under_the_names_of_its_protocol() -> None:
    details = OtherDetails(data={"payment": "7"})
    payment = pending(a_transaction(gateway="toy")).change_details(at=BIRTH, details=details)
    assert {"payment": "7"} == dict(transaction_to(payment).other.data)
