"""One endpoint's conversation with Payme: what every method of the Merchant API needs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from adapters.gateways.payme.details import details_update
from adapters.gateways.payme.errors import Codes
from adapters.gateways.payme.settings import PaymeSettings
from adapters.gateways.plugin import GatewayUseCases
from billing.domain.attempt import Attempt
from billing.domain.attempt_rules import AttemptRules
from billing.domain.details.update import DetailsUpdate
from billing.domain.gateway import GatewayConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The use cases, and in whose name and by whose settings they are asked."""

    attempts: GatewayUseCases
    settings: PaymeSettings
    configuration: GatewayConfiguration

    @property
    def rules(self) -> AttemptRules:
        """Payme tries an order once at a time, and its repeats must hear what they heard first (sections 4.3, 4.4)."""
        return AttemptRules(
            top_up_limits=self.settings.top_up_limits, one_at_a_time=True, amount_first=True, exact_repeats=True
        )

    @property
    def details(self) -> DetailsUpdate:
        """What an attempt says of its payment."""
        return details_update(self.settings)

    async def find(self, external_id: str) -> Attempt:
        """The attempt Payme means.

        Raises:
            AttemptNotFoundError: there is none.
        """
        return await self.attempts.find_attempt(
            tenant_id=self.configuration.tenant_id,
            gateway=self.configuration.gateway,
            endpoint=self.configuration.endpoint,
            external_id=external_id,
            details=self.details,
        )


Answer = Callable[[Conversation, Mapping[str, object]], Awaitable[Mapping[str, object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method of the Merchant API: how it is answered, and what our refusals are called in it."""

    answer: Answer
    codes: Codes
