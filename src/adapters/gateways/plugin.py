"""What a gateway brings along: its name, its way to take money and, when its provider calls us, who answers."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.http_client.session import HttpSession
from billing.application.ask_guard import AskGuard
from billing.application.cancel_attempt import CancelAttempt
from billing.application.check_attempt import CheckAttempt
from billing.application.check_payable import CheckPayable
from billing.application.configure_gateway import ConfigureGateway
from billing.application.confirm_attempt import ConfirmAttempt
from billing.application.find_attempt import FindAttempt
from billing.application.find_transaction import FindTransaction
from billing.application.follow_gateway import FollowGateway
from billing.application.follow_renewal import FollowRenewal
from billing.application.list_attempts import ListAttempts
from billing.application.prepare_attempt import PrepareAttempt
from billing.application.record_fiscal_receipt import RecordFiscalReceipt
from billing.application.return_attempt import ReturnAttempt
from billing.domain.details.update import DetailsUpdate
from billing.domain.gateway import GatewayConfiguration
from billing.ports.payment_provider import PaymentProvider
from billing.ports.payout_provider import PayoutProvider
from billing.ports.statement_provider import StatementProvider
from billing.ports.webhook import WebhookHandler
from shared_kernel.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayUseCases:
    """What billing does when a provider calls.

    Providers that converse (Click, Payme) ask about, announce, confirm or cancel an attempt to pay; those that announce
    (Stripe, Octo) say how a payment stands, which `follow` applies to the transaction that `find` has found,
    and `renew` to one that renews it.

    Attributes:
        configure: for providers that change their own password.
    """

    check: CheckPayable
    check_attempt: CheckAttempt
    prepare: PrepareAttempt
    confirm: ConfirmAttempt
    cancel: CancelAttempt
    find: FindTransaction
    follow: FollowGateway
    renew: FollowRenewal
    guard: AskGuard
    find_attempt: FindAttempt
    list_attempts: ListAttempts
    record_receipt: RecordFiscalReceipt
    give_back: ReturnAttempt
    configure: ConfigureGateway


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayTools:
    """What a gateway reaches its provider with, and what it tells the provider about how to reach us.

    Attributes:
        session: the process's connections; whoever made the tools closes it.
        public_url: where providers and payers reach our HTTP side, without a slash at its end.
        test_payments: whether a gateway may take payments that move no money.
    """

    session: HttpSession
    clock: Clock
    public_url: str
    test_payments: bool = True

    def webhook_url(self, configuration: GatewayConfiguration) -> str:
        """The address that a provider calls about this configuration."""
        return f"{self.public_url}/webhooks/{configuration.gateway}/{configuration.endpoint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPlugin:
    """One gateway: the one value its folder exports.

    Attributes:
        provider: makes its way to take money.
        payouts: makes its way to pay out; None where an operator does that.
        callbacks: makes the handler of the provider's calls; None when the provider never calls.
        attempt_details: what an attempt that ended by itself says of its payment; None where none does.
        statements: makes its way to pull the provider's own list of payments; None where the provider has none.
    """

    name: str
    provider: Callable[[GatewayTools], PaymentProvider]
    payouts: Callable[[GatewayTools], PayoutProvider] | None = None
    callbacks: Callable[[GatewayUseCases, GatewayTools], WebhookHandler] | None = None
    attempt_details: DetailsUpdate | None = None
    statements: Callable[[GatewayTools], StatementProvider] | None = None
