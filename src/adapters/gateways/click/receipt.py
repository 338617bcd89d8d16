"""The tax receipt of a paid payment (Click protocol, section 7): read first, submitted only when there is none."""

from dataclasses import replace

from adapters.gateways.click.details import details_of
from adapters.gateways.click.finding import Finding
from adapters.gateways.click.fiscal import FiscalSettings, items
from adapters.gateways.click.merchant_api.answers import PAID
from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.merchant_api.errors import StrangerError
from adapters.gateways.click.settings import ClickSettings
from billing.domain.details.codec import Details
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError
from billing.domain.observation import Observation, Standing
from billing.domain.transaction import Transaction


async def fiscalize(
    *, api: MerchantApi, settings: ClickSettings, fiscal: FiscalSettings, transaction: Transaction
) -> Observation:
    """Have the receipt issued, unless Click has it; WAITING until its address is known.

    Raises:
        GatewayRefusedError: Click takes no such receipt; the payment stays paid.
        GatewayUnavailableError, UnknownOutcomeError: it is asked again, and begins by reading.
    """
    lines = items(fiscal, amount=transaction.amount, metadata=transaction.metadata)
    payment = await Finding(api=api, settings=settings, transaction=transaction).settled()
    payment_id = payment.payment_id
    if payment_id is None or payment.status != PAID:
        raise GatewayUnavailableError("The payment is not completed at Click.")
    url = await _address(api, settings, payment_id)
    if not url and not details_of(transaction.details).receipt_submitted:
        await api.submit_items(settings=settings, payment_id=payment_id, items=lines, card=transaction.amount)
        url = await _address(api, settings, payment_id)

    def change(known: Details | None) -> Details:
        return replace(details_of(known), payment_id=payment_id, receipt_submitted=True, qr_code_url=url or None)

    return Observation(standing=Standing.PAID if url else Standing.WAITING, details=change)


async def _address(api: MerchantApi, settings: ClickSettings, payment_id: int) -> str:
    """Where the receipt is; empty when there is none, for which Click publishes no code."""
    try:
        return await api.receipt(settings=settings, payment_id=payment_id)
    except StrangerError:
        raise
    except GatewayRefusedError:
        return ""
