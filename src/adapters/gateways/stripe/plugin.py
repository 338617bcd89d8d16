"""The Stripe gateway: Stripe's pages, saved payment methods, and the events behind them."""

from adapters.gateways.plugin import GatewayPlugin
from adapters.gateways.stripe.callbacks import StripeCallbacks
from adapters.gateways.stripe.payouts import StripePayouts
from adapters.gateways.stripe.provider import StripeProvider
from adapters.gateways.stripe.statement import StripeStatement

STRIPE = GatewayPlugin(
    name="stripe",
    provider=StripeProvider,
    payouts=StripePayouts,
    callbacks=StripeCallbacks,
    statements=StripeStatement,
)
