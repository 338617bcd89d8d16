"""Ask the tenant before money moves: one veto, with one meaning on every gateway."""

from billing.domain.errors import VetoedError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.transaction import Transaction
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.payment_guard import Moment, PaymentGuard
from shared_kernel.money import Money


class AskGuard:
    """Lets a payment pass that the tenant's own system allows; a tenant without a guard allows everything."""

    def __init__(self, *, guard: PaymentGuard, configurations: GatewayConfigurations) -> None:
        self._guard = guard
        self._configurations = configurations

    async def __call__(
        self,
        transaction: Transaction,
        *,
        moment: Moment,
        amount: Money,
        configuration: GatewayConfiguration | None = None,
    ) -> None:
        """Ask about `amount`; no unit of work may be open. Whoever has the configuration at hand brings it.

        Raises:
            VetoedError: the guard said no, or nothing it could be understood by.
        """
        if configuration is None:
            configuration = await self._configurations.get(tenant_id=transaction.tenant_id, gateway=transaction.gateway)
        if configuration is None:
            return
        verdict = await self._guard.allow(
            transaction=transaction, configuration=configuration, moment=moment, amount=amount
        )
        if not verdict.allowed:
            raise VetoedError(verdict.reason)
