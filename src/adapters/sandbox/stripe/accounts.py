"""Who is with Stripe in the sandbox, as a port: the simulator knows no gateway configuration, it is told."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeAccount:
    """A merchant's account as Stripe knows it.

    Attributes:
        name: what payers are shown.
        secret_key: `sk_…`, the key of every API call; never shown.
        webhook_url: the full address of the webhook endpoint; empty when none is registered, so nothing is sent.
        signing_secrets: the `whsec_…` that are active now, newest first: two while one is being replaced.
        connect_signing_secrets: the secrets of a Connect endpoint of its own; empty when one endpoint hears everything.
    """

    name: str
    secret_key: str = field(repr=False)
    webhook_url: str = field(default="", repr=False)
    signing_secrets: tuple[str, ...] = field(default=(), repr=False)
    connect_signing_secrets: tuple[str, ...] = field(default=(), repr=False)


class StripeAccounts(Protocol):
    """The accounts that are configured now; asked anew for every call and delivery, so that nothing needs a restart."""

    async def find(self, secret_key: str) -> StripeAccount | None:
        """The account of an API key, any text at all; None when nobody has configured it."""
        ...
