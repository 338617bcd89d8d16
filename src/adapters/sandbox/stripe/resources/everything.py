"""Every operation of the API."""

from adapters.sandbox.stripe.resources import (
    charges,
    checkout,
    connect,
    disputes,
    event_list,
    invoices,
    money,
    payment_intents,
    payouts,
    refunds,
    setup_intents,
    subscriptions,
    transfers,
)
from adapters.sandbox.stripe.rest.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    *checkout.OPERATIONS,
    *payment_intents.OPERATIONS,
    *setup_intents.OPERATIONS,
    *charges.OPERATIONS,
    *refunds.OPERATIONS,
    *disputes.OPERATIONS,
    *subscriptions.OPERATIONS,
    *invoices.OPERATIONS,
    *payouts.OPERATIONS,
    *transfers.OPERATIONS,
    *connect.OPERATIONS,
    *money.OPERATIONS,
    *event_list.OPERATIONS,
)
