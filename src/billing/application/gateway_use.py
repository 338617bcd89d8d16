"""When a gateway can be used: the one rule behind asking and behind beginning a payment."""

from billing.domain.errors import CurrencyNotSupportedError
from billing.domain.gateway import GatewayConfiguration
from billing.ports.payment_provider import PaymentProvider
from shared_kernel.currency import Currency


def require_currency(provider: PaymentProvider, *, gateway: str, currency: Currency) -> None:
    """Let a currency pass that the gateway takes.

    Raises:
        CurrencyNotSupportedError: it does not.
    """
    if provider.currencies is not None and currency.code not in provider.currencies:
        raise CurrencyNotSupportedError(gateway=gateway, currency=currency.code)


def is_on(provider: PaymentProvider, configuration: GatewayConfiguration | None) -> bool:
    """A gateway is off until configured; one that settles locally has nothing to configure, but can be disabled."""
    return provider.settles_locally if configuration is None else configuration.enabled
