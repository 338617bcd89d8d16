"""Our client in front of the simulated Octo on a real port."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.gateways.octo.answers import PaymentAnswer
from adapters.gateways.octo.client import OctoClient
from adapters.gateways.octo.requests import Payer, create_body
from adapters.gateways.octo.settings import OctoSettings
from adapters.http_client.client import HttpClient
from adapters.http_client.session import HttpSession
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.contract.octo.shop import OctoShop, octo_shop
from tests.integration.sandbox.octo.merchant import RecordingMerchant, recording_merchant
from tests.integration.sandbox.octo.octo import Octo
from tests.integration.sandbox.octo.octo import octo as running_octo
from tests.unit.gateways.octo.shop import shop

UZS = currency("UZS")
REFERENCE = "txn-0001-1"


class Caller:
    """Our calls for the shop of the published examples."""

    def __init__(self, *, client: OctoClient, settings: OctoSettings, notify_url: str) -> None:
        self.client = client
        self.settings = settings
        self.notify_url = notify_url

    async def create(self, *, minor_units: int = 1_200_000, settings: OctoSettings | None = None) -> PaymentAnswer:
        """A payment with every field there is."""
        settings = settings or self.settings
        body = create_body(
            settings=settings,
            reference=REFERENCE,
            amount=Money(minor_units, UZS),
            description="Order txn-0001",
            return_url="https://m.example/return/txn-0001",
            notify_url=self.notify_url,
            payer=Payer(user_id="u-1", phone="+998901234567", email="a@b.example", language="ru"),
            at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        return await self.client.create(settings=settings, body=body, currency=UZS)

    async def status(self) -> PaymentAnswer:
        """How the payment stands."""
        return await self.client.read_status(settings=self.settings, reference=REFERENCE, currency=UZS)


@pytest.fixture
async def merchant() -> AsyncIterator[RecordingMerchant]:
    """A merchant's server."""
    async with recording_merchant() as running:
        yield running


@pytest.fixture
async def octo(merchant: RecordingMerchant) -> AsyncIterator[Octo]:
    """Octo, which notifies that merchant."""
    async with running_octo(merchant.url) as running:
        yield running


@pytest.fixture
async def caller(octo: Octo) -> AsyncIterator[Caller]:
    """Us, patient in Octo's own time."""

    async def pause(seconds: float) -> None:
        octo.clock.pass_by(seconds=seconds)

    session = HttpSession()
    client = OctoClient(HttpClient(name="octo", session=session), pause=pause)
    yield Caller(client=client, settings=shop(api_url=octo.api_url), notify_url=octo.notify_url)
    await session.close()


@pytest.fixture
async def taking() -> AsyncIterator[OctoShop]:
    """A shop that takes the money at once."""
    async with octo_shop() as running:
        yield running


@pytest.fixture
async def holding() -> AsyncIterator[OctoShop]:
    """A shop that holds the money first."""
    async with octo_shop(hold=True) as running:
        yield running
