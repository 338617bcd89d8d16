"""Which payment of ours an object of Stripe's is about."""

from collections.abc import Callable
from uuid import UUID

from adapters.gateways.stripe.client import StripeApi
from adapters.gateways.stripe.details import name_of
from adapters.gateways.stripe.event import Json
from adapters.gateways.stripe.ids import is_id
from adapters.gateways.stripe.invoices import Agreement
from adapters.gateways.stripe.mapping import as_uuid, our_id
from adapters.gateways.stripe.reading import unless_missing
from billing.application.find_transaction import FindTransaction
from billing.domain.details.stripe import StripeDetails
from billing.domain.transaction import Transaction
from shared_kernel.tenant import TenantId

GATEWAY = "stripe"


class FindPayment:
    """Finds payments for one delivery: by our id, by Stripe's, and at last by asking Stripe."""

    def __init__(self, *, find: FindTransaction, api: Callable[[], StripeApi], tenant_id: TenantId) -> None:
        self._find = find
        self._api = api
        self._tenant_id = tenant_id

    async def of_session(self, session: Json) -> Transaction | None:
        """The payment of a Checkout Session."""
        return await self._by_id(told_by(session)) or await self._by_detail("session_id", session.get("id"))

    async def of_intent(self, about: Json) -> Transaction | None:
        """The payment of a PaymentIntent, or of a charge, refund or dispute, each of which names one.

        What somebody did in the dashboard says nothing of us: then the session tells whose payment it was.
        """
        told = await self._by_id(our_id(about, "transaction_id"))
        if told is not None:
            return told
        is_intent = about.get("object") == "payment_intent"
        intent = name_of(about if is_intent else about.get("payment_intent"))
        return await self._by_detail("payment_intent_id", intent) or await self._by_session(intent)

    async def of_payout(self, payout: Json, *, account: str) -> Transaction | None:
        """The payout that we made under this name from this connected account."""
        found = await self._by_detail("payout_id", payout.get("id"))
        details = found.details if found is not None else None
        return found if isinstance(details, StripeDetails) and details.connected_account_id == account else None

    async def to_account(self, account: str) -> Transaction | None:
        """The newest payout to a connected account."""
        return await self._by_detail("connected_account_id", account)

    async def of_transfer(self, transfer: Json) -> Transaction | None:
        """The payout whose money this transfer brought on its way; none before we know that it did."""
        return await self._by_detail("transfer_id", transfer.get("id"))

    async def of_agreement(self, agreement: Agreement) -> Transaction | None:
        """A payment of a subscription, the first one where Stripe kept its name."""
        told = await self._by_id(agreement.transaction_id)
        return told or await self._by_detail("subscription_id", agreement.subscription)

    async def _by_session(self, intent: str | None) -> Transaction | None:
        if not is_id(intent):
            return None
        sessions = await unless_missing(self._api().sessions({"payment_intent": intent, "limit": 1}))
        return await self.of_session(sessions[0]) if sessions else None

    async def _by_id(self, transaction_id: UUID | None) -> Transaction | None:
        if transaction_id is None:
            return None
        return await self._find.by_id(tenant_id=self._tenant_id, gateway=GATEWAY, transaction_id=transaction_id)

    async def _by_detail(self, name: str, value: object) -> Transaction | None:
        if not isinstance(value, str) or not is_id(value):
            return None
        return await self._find.by_detail(tenant_id=self._tenant_id, path=f"{GATEWAY}.{name}", value=value)


def told_by(session: Json) -> UUID | None:
    """The id that we had a Checkout Session keep; whoever writes to Stripe can write there, too."""
    return our_id(session, "transaction_id") or as_uuid(session.get("client_reference_id"))
