"""`hamyon verify`: whether the books of every tenant add up."""

from collections.abc import AsyncIterator, Callable

from adapters.postgres.ledger_verification import LedgerVerification
from bootstrap.administration import administered
from bootstrap.settings import Settings
from shared_kernel.pagination import PageRequest
from shared_kernel.tenant import Tenant
from shared_kernel.tenants import TenantStore


async def run_verify(settings: Settings, *, say: Callable[[str], None]) -> bool:
    """Audit the ledger and tell what was found; whether everything adds up.

    Raises:
        SettingsError: there is no database to look at.
    """
    findings = 0
    async with administered(settings, say) as foundation:
        verify = LedgerVerification(foundation.database().engine)
        async for tenant in _all(foundation.tenants()):
            report = await verify(tenant.id)
            say(
                f"{tenant.name}: {report.accounts} accounts, {report.transactions} transactions, "
                f"{report.entries} entries."
            )
            for finding in report.findings:
                say(f"  BROKEN: {finding.rule} - {finding.subject}: {finding.found}")
            findings += len(report.findings)
    say(f"The books do not add up: {findings} findings." if findings else "The books add up.")
    return not findings


async def _all(tenants: TenantStore) -> AsyncIterator[Tenant]:
    request: PageRequest | None = PageRequest()
    while request is not None:
        page = await tenants.list(request)
        for tenant in page.items:
            yield tenant
        request = PageRequest(after=page.next) if page.next else None
