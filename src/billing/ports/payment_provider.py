"""Those who take the payers' money, as a port: one implementation per gateway."""

from dataclasses import dataclass
from typing import Protocol

from billing.domain.details.codec import Details
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.observation import DetailsChange, Observation, RefundNews
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from billing.ports.payout_provider import PayoutProvider


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLink:
    """What came of opening a payment.

    Attributes:
        payment_url: where the payer pays; empty for gateways without a page.
        details: what is known of a payment that the gateway has said nothing else of.
        told: what the answer adds when a callback about the payment was quicker than it.
    """

    payment_url: str
    details: Details | None
    told: DetailsChange | None = None


class PaymentProvider(Protocol):
    """One gateway.

    Every method that changes something is given the recorded call it carries out and may be given the same call again:
    it does the thing once. A gateway with idempotency keys takes `call.key`; one without looks first whenever the call
    is `doubtful`.

    Every method that asks the provider may raise:
        GatewayRefusedError: the provider said no, with its code and words; nothing was done.
        GatewayUnavailableError: the provider certainly did nothing; it may be asked again.
        UnknownOutcomeError: nobody knows whether it did it.
        GatewayNotConfiguredError: what is configured does not suffice for this.
    """

    @property
    def currencies(self) -> frozenset[str] | None:
        """ISO 4217 codes the gateway takes; None for all of them."""
        ...

    @property
    def settles_locally(self) -> bool:
        """Nobody calls us back: an operator completes the transaction, and there is nothing to configure."""
        ...

    def needs_network(self, transaction: Transaction) -> bool:
        """Whether `create` calls the provider: then nothing is open meanwhile, and the transaction is kept before."""
        ...

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        """What the gateway can do besides `create`, as it is configured; it is never asked for anything else."""
        ...

    def check_settings(self, settings: Settings) -> None:
        """Let complete settings pass: whoever configures half a gateway must hear of it, not the payer.

        Raises:
            ValidationError: naming the setting (`settings.secret_key`), never its value.
        """
        ...

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        """Prepare the gateway for the payment."""
        ...

    async def capture(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        """Take `call.amount` of the reserved money and release the rest."""
        ...

    async def cancel(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        """Keep the payer from paying, or release the reserved money; PAID when the payer was quicker."""
        ...

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews | Observation:
        """Send `refund.amount` back to the payer.

        How the payment stands is an answer where the gateway has no other to a call that is `doubtful`: it is over when
        the refund is found in the sum of what went back, and made again while it is not.
        """
        ...

    async def look_up(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        """How the payment stands, and its tries where payers try several times and only asking tells of each."""
        ...

    async def fiscalize(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        """Have the tax receipt of a paid payment issued, once; it stands WAITING for its receipt, or PAID."""
        ...


class PaymentProviders(Protocol):
    """The gateways this installation knows."""

    def get(self, gateway: str) -> PaymentProvider:
        """The gateway of this name.

        Raises:
            UnknownGatewayError: there is none.
        """
        ...

    def payouts(self, gateway: str) -> PayoutProvider | None:
        """How the gateway of this name pays out; None where an operator does it."""
        ...
