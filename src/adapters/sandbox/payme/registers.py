"""Who takes money through the simulated Payme, as a port: the simulator knows no gateway configuration, it is told."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymeRegister:
    """A cash register as Payme knows it.

    Attributes:
        id: the merchant id in links, and the first half of X-Auth.
        name: what payers are shown.
        login: of the Merchant API.
        key: of the Merchant API; never shown.
        endpoint_url: the merchant's Merchant API. Its last part is an endpoint token, so it is not shown either.
        api_key: of the Subscribe API, the second half of X-Auth; empty: the register has none. Never shown.
    """

    id: str
    name: str
    login: str
    key: str = field(repr=False)
    endpoint_url: str = field(repr=False)
    api_key: str = field(default="", repr=False)


class PaymeRegisters(Protocol):
    """The registers that are configured now; asked anew for every call, so that nothing needs a restart."""

    async def find(self, register_id: str) -> PaymeRegister | None:
        """The register of this id; None when nobody has configured it."""
        ...
