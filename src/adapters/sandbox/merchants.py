"""Who takes money in the sandbox, as a port: the simulators know no gateway configuration, they are told."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """A merchant as a provider knows it.

    Attributes:
        service_id: the merchant's service (shop) at the provider, as written in payment links.
        name: what payers are shown.
        secret_key: signs the calls; never shown.
        merchant_user_id: who may call the provider for this merchant; empty when nobody may.
        webhook_url: the full address the provider calls. Its last part is an endpoint token, so it is not shown either.
    """

    service_id: str
    name: str
    secret_key: str = field(repr=False)
    webhook_url: str = field(repr=False)
    merchant_user_id: str = ""


class SandboxMerchants(Protocol):
    """The merchants that are configured now; asked anew for every page, so that nothing needs a restart."""

    async def find(self, service_id: str) -> Merchant | None:
        """The merchant of a service, any text at all; None when nobody has configured it."""
        ...

    async def known(self) -> tuple[Merchant, ...]:
        """Every merchant, for a payer to choose from."""
        ...
