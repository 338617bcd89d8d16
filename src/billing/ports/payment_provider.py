"""Those who take the payers' money, as a port: one implementation per gateway."""

from dataclasses import dataclass
from typing import Protocol

from billing.domain.details.codec import Details
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLink:
    """Where the payer pays (empty for gateways without a page) and what the gateway told about the payment."""

    payment_url: str
    details: Details | None


class PaymentProvider(Protocol):
    """One gateway."""

    @property
    def currencies(self) -> frozenset[str] | None:
        """ISO 4217 codes the gateway takes; None for all of them."""
        ...

    @property
    def settles_locally(self) -> bool:
        """Nobody calls us back: an operator completes the transaction, and there is nothing to configure."""
        ...

    @property
    def needs_network(self) -> bool:
        """`create` calls the provider: then nothing is open meanwhile, and the transaction is kept before."""
        ...

    def check_settings(self, settings: Settings) -> None:
        """Let complete settings pass: whoever configures half a gateway must hear of it, not the payer.

        Raises:
            ValidationError: naming the setting (`settings.secret_key`), never its value.
        """
        ...

    async def create(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> PaymentLink:
        """Prepare the gateway for the payment. Repeating it for the same transaction is the same payment."""
        ...


class PaymentProviders(Protocol):
    """The gateways this installation knows."""

    def get(self, gateway: str) -> PaymentProvider:
        """The gateway of this name.

        Raises:
            UnknownGatewayError: there is none.
        """
        ...
