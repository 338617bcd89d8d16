"""What a gateway brings along: its name, its way to take money and, when its provider calls us, who answers."""

from collections.abc import Callable
from dataclasses import dataclass

from billing.application.cancel_attempt import CancelAttempt
from billing.application.check_payable import CheckPayable
from billing.application.confirm_attempt import ConfirmAttempt
from billing.application.prepare_attempt import PrepareAttempt
from billing.ports.payment_provider import PaymentProvider
from billing.ports.webhook import WebhookHandler


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptUseCases:
    """What billing does when a provider asks about, announces, confirms or cancels an attempt to pay."""

    check: CheckPayable
    prepare: PrepareAttempt
    confirm: ConfirmAttempt
    cancel: CancelAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPlugin:
    """One gateway: the one value its folder exports.

    Attributes:
        callbacks: makes the handler of the provider's calls; None when the provider never calls.
    """

    name: str
    provider: PaymentProvider
    callbacks: Callable[[AttemptUseCases], WebhookHandler] | None = None
