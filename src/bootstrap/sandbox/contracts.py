"""What tenant `dev` has agreed on with each simulated provider: numbers and secrets made up at the first start."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from billing.domain.gateway import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract with the provider behind a gateway.

    Attributes:
        addresses: the settings that lead to the simulator, and where on our own HTTP side each of them leads; the
            first tells whether a configuration is for the simulator at all.
        terms: makes up the other settings.
    """

    gateway: str
    addresses: Mapping[str, str]
    terms: Callable[[], Settings]

    def settings(self, *, public_url: str) -> Settings:
        """A new configuration."""
        return {**self.terms(), **self._addresses(public_url)}

    def moved(self, settings: Settings, *, public_url: str) -> Settings:
        """The settings when we are reached at this address; whatever does not lead to the simulator stays."""
        name, path = next(iter(self.addresses.items()))
        address = str(settings.get(name) or "")
        if not address.endswith(path):
            return settings
        former = self._addresses(address.removesuffix(path))
        moved = {one: new for one, new in self._addresses(public_url).items() if settings.get(one) == former[one]}
        return {**settings, **moved}

    def _addresses(self, public_url: str) -> Mapping[str, str]:
        return {name: public_url + path for name, path in self.addresses.items()}


def _payme_terms() -> Settings:
    # One web cash register for both of Payme's APIs.
    register = secrets.token_hex(12)
    return {
        "merchant_id": register,
        "key": secrets.token_urlsafe(24),
        "register_id": register,
        "register_key": secrets.token_urlsafe(24),
    }


CONTRACTS = (
    Contract(
        gateway="click",
        addresses={"pay_page_url": "/sandbox/click/pay", "api_url": "/sandbox/click/api"},
        terms=lambda: {
            "service_id": 1001,
            "merchant_id": 2001,
            "merchant_user_id": 4001,
            "secret_key": secrets.token_urlsafe(24),
        },
    ),
    Contract(
        gateway="payme",
        addresses={"checkout_url": "/sandbox/payme/checkout", "subscribe_url": "/sandbox/payme/api"},
        terms=_payme_terms,
    ),
    Contract(
        gateway="octo",
        addresses={"api_url": "/sandbox/octo"},
        terms=lambda: {
            "octo_shop_id": 3001,
            "octo_secret": secrets.token_urlsafe(24),
            "unique_key": secrets.token_urlsafe(24),
        },
    ),
    Contract(
        gateway="stripe",
        # Stripe wants to know where a payer goes afterwards, whether or not the payment says so.
        addresses={"api_url": "/sandbox/stripe", "success_url": "/sandbox"},
        terms=lambda: {
            "secret_key": f"sk_test_{secrets.token_hex(16)}",
            "webhook_secrets": f"whsec_{secrets.token_hex(16)}",
            # Snapshots are sent unless the sandbox is told otherwise.
            "thin_events": True,
        },
    ),
)
