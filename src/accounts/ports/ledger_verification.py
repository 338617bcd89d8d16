"""The audit of the ledger, as a port: what must hold, asked of what is stored and not of the code that wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that does not hold: whose row breaks it, and what is there."""

    rule: str
    subject: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReport:
    """What was looked at in one tenant, and at most the first hundred findings."""

    accounts: int
    transactions: int
    entries: int
    findings: Sequence[Finding]


class VerifyLedger(Protocol):
    """Looks at everything a tenant's ledger holds; it writes nothing."""

    async def __call__(self, tenant_id: TenantId) -> LedgerReport:
        """The state of a tenant's books."""
        ...
