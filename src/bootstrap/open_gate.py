"""The guard of an installation in which nobody can have one."""

from billing.domain.gateway import GatewayConfiguration
from billing.domain.transaction import Transaction
from billing.ports.payment_guard import Moment, Verdict
from shared_kernel.money import Money


class OpenGate:
    """Lets everything pass."""

    async def allow(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, moment: Moment, amount: Money
    ) -> Verdict:
        return Verdict(allowed=True)
