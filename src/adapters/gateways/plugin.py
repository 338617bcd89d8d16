"""What a gateway brings along: its name, its way to take money and, when its provider calls us, who answers."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.http_client.session import HttpSession
from billing.application.ask_guard import AskGuard
from billing.application.cancel_attempt import CancelAttempt
from billing.application.check_payable import CheckPayable
from billing.application.confirm_attempt import ConfirmAttempt
from billing.application.find_transaction import FindTransaction
from billing.application.follow_gateway import FollowGateway
from billing.application.prepare_attempt import PrepareAttempt
from billing.domain.gateway import GatewayConfiguration
from billing.ports.payment_provider import PaymentProvider
from billing.ports.webhook import WebhookHandler
from shared_kernel.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayUseCases:
    """What billing does when a provider calls.

    Providers that converse (Click, Payme) ask about, announce, confirm or cancel an attempt to pay; those that announce
    (Stripe, Octo) say how a payment stands, which `follow` applies to the transaction that `find` has found.
    """

    check: CheckPayable
    prepare: PrepareAttempt
    confirm: ConfirmAttempt
    cancel: CancelAttempt
    find: FindTransaction
    follow: FollowGateway
    guard: AskGuard


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayTools:
    """What a gateway reaches its provider with, and what it tells the provider about how to reach us.

    Attributes:
        session: the process's connections; whoever made the tools closes it.
        public_url: where providers and payers reach our HTTP side, without a slash at its end.
    """

    session: HttpSession
    clock: Clock
    public_url: str

    def webhook_url(self, configuration: GatewayConfiguration) -> str:
        """The address that a provider calls about this configuration."""
        return f"{self.public_url}/webhooks/{configuration.gateway}/{configuration.endpoint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPlugin:
    """One gateway: the one value its folder exports.

    Attributes:
        provider: makes its way to take money.
        callbacks: makes the handler of the provider's calls; None when the provider never calls.
    """

    name: str
    provider: Callable[[GatewayTools], PaymentProvider]
    callbacks: Callable[[GatewayUseCases, GatewayTools], WebhookHandler] | None = None
