"""What an event says of a payment of ours, and whose it is (Stripe protocol, sections 5.2 to 7).

Events come in any order and any number: each says how something stands, and what is older than what is known
changes nothing. Where an event alone does not tell enough, Stripe is asked.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from adapters.gateways.outcomes import while_reading
from adapters.gateways.stripe.amounts import from_stripe
from adapters.gateways.stripe.client import StripeApi
from adapters.gateways.stripe.details import change_of_charge, change_of_dispute, name_of
from adapters.gateways.stripe.entries import fee_of, of_dispute
from adapters.gateways.stripe.event import Json, StripeEvent
from adapters.gateways.stripe.finding import FindPayment, told_by
from adapters.gateways.stripe.ids import is_id
from adapters.gateways.stripe.invoices import agreement_of, amount_due, details_change, is_first, of_invoice
from adapters.gateways.stripe.mapping import (
    of_failed_session,
    of_intent,
    of_payout,
    of_reversed_transfer,
    of_session,
    refund_news,
)
from adapters.gateways.stripe.payment import intent_of_invoice
from adapters.gateways.stripe.wishes import Mode
from billing.domain.details.stripe import StripeDetails
from billing.domain.gateway_entry import EntryKind
from billing.domain.observation import Observation, Standing
from billing.domain.status import TAKEN
from billing.domain.transaction import Transaction
from shared_kernel.money import Money

_PAYOUTS = frozenset({"payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A further period of a subscription: the invoice that asks for it, and how much that asks for."""

    name: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is said, and of whom; None for a payment that is not ours, or when nothing is said.

    Attributes:
        told: our id as the event has it, where that is enough: then the payment is found when it is locked.
        renewal: that it is said not of the transaction but of one that renews it.
    """

    transaction: Transaction | None
    observation: Observation | None
    told: UUID | None = None
    renewal: Renewal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads events for one merchant.

    Attributes:
        api: opens the merchant's calls; most events need none.
    """

    find: FindPayment
    api: Callable[[], StripeApi]

    async def read(self, event: StripeEvent) -> News | None:
        """What the event says; None for a kind that says nothing of payments.

        Connected accounts belong to other people, who may write our ids on payments and payouts of their own: of
        theirs, only what we began there counts.
        """
        if event.account:
            return await self.payout(event) if event.type in _PAYOUTS else None
        read = _KINDS.get(event.type)
        return None if read is None else await read(self, event.object)

    async def session(self, session: Json) -> News:
        """`checkout.session.*`."""
        return await self._session(session, of_session(session))

    async def failed_session(self, session: Json) -> News:
        """`checkout.session.async_payment_failed`."""
        return await self._session(session, of_failed_session(session))

    async def intent(self, intent: Json) -> News:
        """`payment_intent.*`."""
        transaction = await self.find.of_intent(intent)
        return News(transaction=transaction, observation=of_intent(intent, in_checkout=_is_in_checkout(transaction)))

    async def refund(self, refund: Json) -> News:
        """`refund.*`: also of refunds that somebody started in the dashboard."""
        transaction = await self.find.of_intent(refund)
        if transaction is None or from_stripe(refund.get("amount"), refund.get("currency")) is None:
            return News(transaction=transaction, observation=None)
        if transaction.status in TAKEN:
            told = Observation(standing=Standing.PAID, refunds=(refund_news(refund),))
            return News(transaction=transaction, observation=told)
        # It overtook the news of the payment, which tells how much was taken at all.
        return News(transaction=transaction, observation=await self._whole(refund))

    async def refunded_charge(self, charge: Json) -> News:
        """`charge.refunded`: a sum, which names no refund; the release of a hold looks the same, with no money in it.

        Booking sums and refunds would book some of them twice, so the refunds are read.
        """
        transaction = await self.find.of_intent(charge)
        refunded = from_stripe(charge.get("amount_refunded"), charge.get("currency"))
        is_news = transaction is not None and transaction.refunded_amount != refunded
        if not charge.get("captured") or not is_news:
            return News(transaction=transaction, observation=None)
        return News(transaction=transaction, observation=await self._whole(charge))

    async def charge(self, charge: Json) -> News:
        """`charge.updated` and the like: once the charge stands in Stripe's ledger, its fee is known there."""
        entry = name_of(charge.get("balance_transaction"))
        if entry is None:
            return News(transaction=None, observation=None)
        transaction = await self.find.of_intent(charge)
        if transaction is None or _knows_entry(transaction, entry) or not is_id(charge.get("id")):
            return News(transaction=transaction, observation=None)
        told = await self.api().charge(str(charge["id"]))
        fee = fee_of(told.get("balance_transaction"))
        return News(
            transaction=transaction,
            observation=Observation(standing=Standing.WAITING, details=change_of_charge(told), entries=fee),
        )

    async def dispute(self, dispute: Json, *, moved: EntryKind | None = None) -> News:
        """`charge.dispute.*`: the payment stays what it is, and is flagged."""
        transaction = await self.find.of_intent(dispute)
        told = Observation(
            standing=Standing.WAITING,
            details=change_of_dispute(dispute),
            entries=of_dispute(dispute, moved=moved),
        )
        return News(transaction=transaction, observation=told)

    async def withdrawn_dispute(self, dispute: Json) -> News:
        """`charge.dispute.funds_withdrawn`."""
        return await self.dispute(dispute, moved=EntryKind.DISPUTE_WITHDRAWN)

    async def reinstated_dispute(self, dispute: Json) -> News:
        """`charge.dispute.funds_reinstated`."""
        return await self.dispute(dispute, moved=EntryKind.DISPUTE_REINSTATED)

    async def invoice(self, invoice: Json) -> News:
        """`invoice.*`: the first one belongs to the payment that began the subscription, each other is its own."""
        name, amount, agreement = invoice.get("id"), amount_due(invoice), agreement_of(invoice)
        if agreement is None or amount is None or not is_id(name):
            return News(transaction=None, observation=None)
        agreed = await self.find.of_agreement(agreement)
        if is_first(invoice):
            told = Observation(standing=Standing.WAITING, details=details_change(invoice))
            return News(transaction=agreed, observation=told)
        if agreed is None or amount.minor_units <= 0:
            return News(transaction=agreed, observation=None)
        with while_reading():
            intent = await intent_of_invoice(self.api(), str(name)) if invoice.get("status") == "paid" else None
        return News(
            transaction=agreed,
            observation=of_invoice(invoice, intent=intent),
            renewal=Renewal(name=str(name), amount=amount),
        )

    async def payout(self, event: StripeEvent) -> News:
        """`payout.*` of a connected account, about the very payout that we made there."""
        transaction = await self.find.of_payout(event.object, account=event.account)
        return News(transaction=transaction, observation=of_payout(event.object))

    async def _session(self, session: Json, observation: Observation) -> News:
        told = told_by(session)
        transaction = await self.find.of_session(session) if told is None else None
        return News(transaction=transaction, observation=observation, told=told)

    async def reversed_transfer(self, transfer: Json) -> News:
        """`transfer.reversed`: the money of a payout was taken back, as by hand in the dashboard, also days later."""
        transaction = await self.find.of_transfer(transfer)
        return News(transaction=transaction, observation=of_reversed_transfer(transfer))

    async def _whole(self, about: Json) -> Observation | None:
        name = name_of(about.get("payment_intent"))
        if not is_id(name) or name is None:
            return None
        api = self.api()
        with while_reading():
            intent, refunds = await api.intent(name), await api.refunds_of(name)
        return of_intent(intent, in_checkout=True, refunds=refunds)


def _knows_entry(transaction: Transaction, name: str) -> bool:
    details = transaction.details
    return isinstance(details, StripeDetails) and details.balance_transaction_id == name


def _is_in_checkout(transaction: Transaction | None) -> bool:
    details = transaction.details if transaction is not None else None
    return not (isinstance(details, StripeDetails) and details.mode == Mode.INTENT)


_KINDS: Mapping[str, Callable[[Reader, Json], Awaitable[News]]] = MappingProxyType(
    {
        "checkout.session.completed": Reader.session,
        "checkout.session.async_payment_succeeded": Reader.session,
        "checkout.session.async_payment_failed": Reader.failed_session,
        "checkout.session.expired": Reader.session,
        "payment_intent.created": Reader.intent,
        "payment_intent.requires_action": Reader.intent,
        "payment_intent.processing": Reader.intent,
        "payment_intent.amount_capturable_updated": Reader.intent,
        "payment_intent.succeeded": Reader.intent,
        "payment_intent.payment_failed": Reader.intent,
        "payment_intent.canceled": Reader.intent,
        "invoice.paid": Reader.invoice,
        "invoice.payment_failed": Reader.invoice,
        "invoice.payment_action_required": Reader.invoice,
        "invoice.voided": Reader.invoice,
        "invoice.marked_uncollectible": Reader.invoice,
        "charge.succeeded": Reader.charge,
        "charge.captured": Reader.charge,
        "charge.updated": Reader.charge,
        "charge.refunded": Reader.refunded_charge,
        "charge.dispute.created": Reader.dispute,
        "charge.dispute.updated": Reader.dispute,
        "charge.dispute.closed": Reader.dispute,
        "charge.dispute.funds_withdrawn": Reader.withdrawn_dispute,
        "charge.dispute.funds_reinstated": Reader.reinstated_dispute,
        "charge.refund.updated": Reader.refund,
        "refund.created": Reader.refund,
        "refund.updated": Reader.refund,
        "refund.failed": Reader.refund,
        "transfer.reversed": Reader.reversed_transfer,
    }
)
