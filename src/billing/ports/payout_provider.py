"""Those who pay out for us, as a port: gateways that can send money to somebody's bank."""

from typing import Protocol

from billing.domain.details.codec import Details
from billing.domain.gateway import GatewayConfiguration
from billing.domain.observation import Observation
from billing.domain.provider_call import ProviderCall
from billing.domain.transaction import Transaction


class PayoutProvider(Protocol):
    """One gateway's way to pay out.

    What it is asked to change is a recorded call, as `PaymentProvider` says, with the same errors. It answers in the
    words of payments: WAITING for a payout under way, PAID for one that left, FAILED or CANCELED for one that did not,
    or that came back after it had been called paid.
    """

    def address(self, *, destination: str, configuration: GatewayConfiguration) -> Details | None:
        """Where a payout goes, kept as its details; None where it is an operator's work, as on any other gateway.

        `destination` is what the caller says of the receiver, empty when he says nothing.
        """
        ...

    async def pay_out(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        """Send `transaction.amount` to the address in its details, once."""
        ...

    async def take_back(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        """Have the money of a payout that failed back, where the gateway keeps it on its way; once."""
        ...

    async def look_up_payout(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        """How the payout stands."""
        ...
