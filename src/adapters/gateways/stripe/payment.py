"""One payment as it stands at Stripe now: its session, its PaymentIntent and its refunds, read together."""

from dataclasses import dataclass, replace

from adapters.gateways.outcomes import while_reading
from adapters.gateways.stripe.client import StripeApi
from adapters.gateways.stripe.details import name_of
from adapters.gateways.stripe.event import Json
from adapters.gateways.stripe.ids import is_id
from adapters.gateways.stripe.invoices import of_invoice
from adapters.gateways.stripe.mapping import of_intent, of_session, refund_news
from billing.domain.details.stripe import StripeDetails
from billing.domain.observation import Observation, Standing
from billing.domain.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StripePayment:
    """What was read; None for what there is not (yet).

    Attributes:
        refunds: only of a payment that was taken.
    """

    session: Json | None = None
    invoice: Json | None = None
    intent: Json | None = None
    refunds: tuple[Json, ...] = ()

    @property
    def intent_id(self) -> str:
        """The PaymentIntent's id; empty while there is none."""
        return name_of(self.intent) or ""

    def observation(self) -> Observation:
        """What all of it says."""
        if self.session is not None:
            return of_session(self.session, intent=self.intent, refunds=self.refunds)
        if self.invoice is not None:
            news = tuple(map(refund_news, self.refunds))
            return replace(of_invoice(self.invoice, intent=self.intent), refunds=news)
        if self.intent is not None:
            return of_intent(self.intent, in_checkout=False, refunds=self.refunds)
        return Observation(standing=Standing.WAITING)


async def read_payment(api: StripeApi, transaction: Transaction) -> StripePayment:
    """The payment of a transaction; empty when Stripe was never told of it."""
    details = transaction.details if isinstance(transaction.details, StripeDetails) else StripeDetails()
    session = await api.session(details.session_id) if details.session_id else None
    invoice = await api.invoice(details.invoice_id) if details.invoice_id and session is None else None
    intent = await _intent(api, details, session)
    refunds: tuple[Json, ...] = ()
    if intent is not None and intent.get("status") == "succeeded":
        refunds = tuple(await api.refunds_of(str(intent["id"])))
    return StripePayment(session=session, invoice=invoice, intent=intent, refunds=refunds)


async def as_it_stands(api: StripeApi, transaction: Transaction) -> StripePayment:
    """The payment as Stripe has it now, before something is done about it.

    Raises:
        GatewayUnavailableError: Stripe does not say.
    """
    with while_reading():
        return await read_payment(api, transaction)


async def _intent(api: StripeApi, details: StripeDetails, session: Json | None) -> Json | None:
    told = session.get("payment_intent") if session is not None else details.payment_intent_id
    if isinstance(told, dict):
        return told
    # Not expanded: a proxy or an older version may leave the name alone.
    if isinstance(told, str) and is_id(told):
        return await api.intent(told)
    invoice = details.invoice_id if session is None else name_of(session.get("invoice"))
    return await intent_of_invoice(api, invoice) if invoice else None


async def intent_of_invoice(api: StripeApi, invoice: str) -> Json | None:
    """The payment that paid an invoice; None while there is none."""
    paid = [one for one in await api.payments_of_invoice(invoice) if one.get("status") == "paid"]
    names = [name_of((one.get("payment") or {}).get("payment_intent")) for one in paid]
    return await api.intent(names[0]) if names and names[0] else None
