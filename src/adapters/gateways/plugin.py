"""What a gateway brings along: its name, its way to take money and, when its provider calls us, who answers."""

from collections.abc import Callable
from dataclasses import dataclass

from billing.application.ask_guard import AskGuard
from billing.application.cancel_attempt import CancelAttempt
from billing.application.check_payable import CheckPayable
from billing.application.confirm_attempt import ConfirmAttempt
from billing.application.find_transaction import FindTransaction
from billing.application.follow_gateway import FollowGateway
from billing.application.prepare_attempt import PrepareAttempt
from billing.ports.payment_provider import PaymentProvider
from billing.ports.webhook import WebhookHandler


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
class GatewayPlugin:
    """One gateway: the one value its folder exports.

    Attributes:
        callbacks: makes the handler of the provider's calls; None when the provider never calls.
    """

    name: str
    provider: PaymentProvider
    callbacks: Callable[[GatewayUseCases], WebhookHandler] | None = None
