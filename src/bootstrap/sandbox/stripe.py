"""The simulated Stripe's accounts: whoever has configured Stripe in this installation."""

from adapters.gateways.stripe.settings import settings_of
from adapters.sandbox.stripe.accounts import StripeAccount
from bootstrap.sandbox.configured import ConfiguredGateways


class ConfiguredAccounts:
    """Finds a Stripe account; its one webhook endpoint hears everything, connected accounts included."""

    def __init__(self, gateways: ConfiguredGateways) -> None:
        self._gateways = gateways

    async def find(self, secret_key: str) -> StripeAccount | None:
        """The account of this API key."""
        for found in await self._gateways.of("stripe"):
            settings = settings_of(found.configuration)
            if settings.secret_key == secret_key:
                return StripeAccount(
                    name=found.name,
                    secret_key=secret_key,
                    webhook_url=found.webhook_url,
                    signing_secrets=settings.webhook_secrets,
                )
        return None
