"""What people do at Stripe: payers on its page, merchants in its dashboard, banks behind both."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientSession

from adapters.sandbox.faults import Faults
from adapters.sandbox.stripe.accounts import StripeAccounts
from adapters.sandbox.stripe.backend import Backend
from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.options import StripeOptions
from adapters.sandbox.stripe.resources import (
    charging,
    checkout,
    connect,
    disputes,
    money,
    paying,
    payouts,
    refunds,
    subscriptions,
    transfers,
)
from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.rest.errors import Json, missing, wrong_state
from adapters.sandbox.stripe.statement import Statement, statement_of
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers


class StripeSimulator:
    """Stripe, with everything in its memory.

    Each method takes the id of what it is about, acts at once, sends the events, and raises ApiError when there is no
    such object or Stripe would not allow it. Where a payment is meant, its session's id will do, too.

    Attributes:
        faults: what is to go wrong. The operations are create_session, create_payment_intent, confirm, capture, cancel,
            expire, refund, payout, transfer, reversal, connect, read, notify, and `notify.<event type>` for one kind of
            event. A fault's reference is the client_reference_id, else the metadata's transaction_id, refund_id or
            withdrawal_id, else the object's id.
    """

    def __init__(
        self,
        *,
        accounts: StripeAccounts,
        session: ClientSession,
        clock: Clock,
        identifiers: Identifiers,
        options: StripeOptions | None = None,
        faults: Faults | None = None,
    ) -> None:
        """`session` is how webhooks are reached; whoever made it closes it, after `close`."""
        self.faults = faults or Faults()
        self.backend = Backend(
            accounts=accounts,
            session=session,
            clock=clock,
            identifiers=identifiers,
            options=options or StripeOptions(),
            faults=self.faults,
        )

    async def settled(self) -> None:
        """Return when every event is delivered or given up."""
        await self.backend.sender.settled()

    async def close(self) -> None:
        """Stop sending, and let go of callers that hang; before the server stops."""
        await self.backend.close()

    def statements(self) -> tuple[Statement, ...]:
        """What the books of every account say."""
        return tuple(statement_of(books) for books in self.backend.all_books())

    # A payer.

    def pay(self, name: str, *, method: Method = Method.CARD) -> Json:
        """Pay an open session; it stays open when the method is declined or its bank asks first."""
        with self._about(name) as (books, _):
            return paying.pay(books, name, method)

    def pay_with_delay(self, name: str) -> Json:
        """Pay by a bank debit, whose end is known later."""
        return self.pay(name, method=Method.DELAYED)

    def decline(self, name: str) -> Json:
        """Try a card without money: the session stays open."""
        return self.pay(name, method=Method.NO_MONEY)

    def look(self, name: str, *, kind: str = checkout.KIND) -> tuple[Books, Json]:
        """An object of this kind and its books; a session whose time is over has expired now."""
        with self._about(name, kind) as (books, about):
            if kind == checkout.KIND:
                checkout.current(books, name)
            return books, about

    def leave(self, name: str) -> Json:
        """Go back to the merchant: nothing changes, nobody is told."""
        return self.look(name)[1]

    def authenticate(self, name: str, *, succeeded: bool = True) -> Json:
        """Answer the bank's question (3-D Secure)."""
        with self._about(name) as (books, about):
            intent = _intent(books, about)
            paying.authenticate(books, intent, succeeded=succeeded)
            return about

    # Time, and banks.

    def settle_delayed(self, name: str, *, succeeded: bool = True) -> Json:
        """The bank answers a delayed payment."""
        with self._about(name) as (books, about):
            paying.settle(books, _intent(books, about), succeeded=succeeded)
            return about

    def expire(self, name: str) -> Json:
        """An open session's time is over, or that of a hold nobody captured."""
        with self._about(name) as (books, about):
            if about["object"] == checkout.KIND and about["status"] == "open":
                checkout.close(books, about)
            elif about["status"] == "requires_capture":
                charging.cancel(books, about, reason="expired")
            else:
                raise wrong_state(f"Nothing of {name} can expire: its status is {about['status']}.")
            return about

    def settle_refund(self, name: str, *, succeeded: bool = True) -> Json:
        """The bank answers a refund."""
        with self._about(name, "refund") as (books, refund):
            refunds.end(books, refund, succeeded=succeeded)
            return refund

    def fail_refund(self, name: str) -> Json:
        """The bank sends a refund back, also one that had succeeded."""
        return self.settle_refund(name, succeeded=False)

    def settle_payout(self, name: str) -> Json:
        """The bank takes a payout: it is paid, provisionally."""
        with self._about(name, "payout") as (books, payout):
            payouts.arrive(books, payout)
            return payout

    def fail_payout(self, name: str, *, code: str = "account_closed") -> Json:
        """The bank sends a payout back, also one that was paid."""
        with self._about(name, "payout") as (books, payout):
            payouts.fail(books, payout, code=code)
            return payout

    def open_dispute(self, name: str, *, reason: str = "fraudulent") -> Json:
        """The payer's bank takes a payment back; the dispute."""
        with self._about(name) as (books, about):
            charge = books.get("charge", _intent(books, about)["latest_charge"])
            return disputes.open_dispute(books, charge, reason=reason)

    def close_dispute(self, name: str, *, won: bool) -> Json:
        """The bank decides."""
        with self._about(name, "dispute") as (books, dispute):
            disputes.close_dispute(books, dispute, won=won)
            return dispute

    def renew_subscription(self, name: str, *, method: Method | None = None) -> Json:
        """The next period begins; the invoice, which stays open when `method` is declined."""
        with self._about(name, "subscription") as (books, subscription):
            return subscriptions.renew(books, subscription, method=method)

    # The merchant's dashboard.

    def dashboard_refund(self, name: str, *, amount: int | None = None) -> Json:
        """Refund without the API, all that is left unless told how much; the refund."""
        with self._about(name) as (books, about):
            charge = refunds.refundable(books, _intent(books, about))
            return refunds.refund(books, charge, amount=amount)

    def reverse_transfer(self, name: str, *, amount: int | None = None) -> Json:
        """Take a transfer back, all that is left unless told how much."""
        with self._about(name, "transfer") as (books, transfer):
            return transfers.reverse(books, transfer, amount=amount)

    def onboard(self, name: str) -> Json:
        """The owner of a connected account fills everything in."""
        with self._about(name, "account") as (books, account):
            connect.onboard(books, account)
            return account

    def restrict(self, name: str) -> Json:
        """Stripe stops the payouts of a connected account until it knows more."""
        with self._about(name, "account") as (books, account):
            connect.restrict(books, account)
            return account

    def top_up(self, secret_key: str, *, amount: int, currency: str) -> None:
        """Put money of the merchant's own into his balance, so that it can be paid out."""
        books = self.backend.books_of(secret_key)
        source = books.add("tu", "topup", amount=amount, currency=currency, status="succeeded")
        money.enter(books, source, kind="topup", amount=amount)

    def send_thin_events(self, secret_key: str, *, enabled: bool = True) -> None:
        """From now on the merchant's endpoint hears thin events, or snapshots again."""
        self.backend.books_of(secret_key).thin_events = enabled

    def resend(self, name: str, *, seconds_ago: int = 0, forged: bool = False) -> Json:
        """Send an event again; signed so long ago, or by somebody who does not know the secret."""
        with self._about(name, "event") as (books, event):
            key = self.backend.key_of(books)
            self.backend.sender.resend(event, books=books, secret_key=key, seconds_ago=seconds_ago, forged=forged)
            return event

    @contextmanager
    def _about(self, name: str, kind: str = "") -> Iterator[tuple[Books, Json]]:
        """The object and its books; what was done to it is told, also when it went wrong half-way."""
        books, about = self.backend.holding(name)
        if kind and about["object"] != kind:
            raise missing(kind, name, param="id")
        try:
            yield books, about
        finally:
            self.backend.publish(books)


def _intent(books: Books, about: Json) -> Json:
    """The payment of a session, or the payment itself."""
    return books.get("payment_intent", about.get("payment_intent") or about["id"])
