"""Stripe's own ledger, for a reconciliation: what its balance transactions say of payments (section 13)."""

import math
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from adapters.gateways.outcomes import while_reading
from adapters.gateways.plugin import GatewayTools
from adapters.gateways.stripe.amounts import from_stripe
from adapters.gateways.stripe.client import StripeApi, StripeApis
from adapters.gateways.stripe.details import name_of
from adapters.gateways.stripe.entries import fee_of
from adapters.gateways.stripe.event import Json
from adapters.gateways.stripe.mapping import our_id, refund_news
from adapters.gateways.stripe.settings import settings_of
from billing.domain.gateway import GatewayConfiguration
from billing.domain.observation import RefundNews, Standing
from billing.domain.statement import StatementLine


class StripeStatement:
    """Reads the entries of a period: one line for each charge that was taken and each refund, as the charge stands now.

    Payouts, disputes and Stripe's own bills are no payments; money that is only held moves nothing.
    """

    def __init__(self, tools: GatewayTools) -> None:
        self._apis = StripeApis(tools.session)

    async def lines(
        self, *, configuration: GatewayConfiguration, start: datetime, end: datetime
    ) -> AsyncIterator[StatementLine]:
        api = self._apis.of(settings_of(configuration))
        # Stripe counts whole seconds.
        first, last = math.ceil(start.timestamp()), math.ceil(end.timestamp())
        with while_reading():
            async for entry in api.ledger(start=first, end=last):
                line = await _line(api, entry)
                if line is not None:
                    yield line


async def _line(api: StripeApi, entry: Json) -> StatementLine | None:
    charge = await _charge(api, entry.get("source"))
    amount = None if charge is None else from_stripe(charge.get("amount_captured"), charge.get("currency"))
    if charge is None or amount is None or amount.minor_units <= 0:
        return None
    intent = name_of(charge.get("payment_intent"))
    refunds = await _refunds(api, charge, intent)
    return StatementLine(
        payment=intent or str(charge.get("id")),
        transaction_id=our_id(charge, "transaction_id"),
        detail="payment_intent_id" if intent else "charge_id",
        standing=Standing.PAID,
        amount=amount,
        refunded=None if refunds else from_stripe(charge.get("amount_refunded"), charge.get("currency")),
        refunds=refunds,
        moment=datetime.fromtimestamp(entry.get("created", 0), UTC),
        entries=fee_of(entry),
    )


async def _charge(api: StripeApi, source: object) -> Json | None:
    """The charge that an entry is about: itself, or the one that was refunded."""
    if not isinstance(source, dict):
        return None
    if source.get("object") == "charge":
        return source
    charge = name_of(source.get("charge")) if source.get("object") == "refund" else None
    return await api.charge(charge) if charge else None


async def _refunds(api: StripeApi, charge: Json, intent: str | None) -> tuple[RefundNews, ...]:
    """Each refund by its name: a sum would be booked a second time once Stripe names what it is made of."""
    if not charge.get("amount_refunded") or intent is None:
        return ()
    return tuple([refund_news(refund) for refund in await api.refunds_of(intent)])
