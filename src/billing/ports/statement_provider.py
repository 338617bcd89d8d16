"""Gateways that let us pull their own list of payments, as a port: optional, one implementation per such gateway."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from billing.domain.gateway import GatewayConfiguration
from billing.domain.statement import StatementLine


class StatementProvider(Protocol):
    """One gateway's statement."""

    def lines(
        self, *, configuration: GatewayConfiguration, start: datetime, end: datetime
    ) -> AsyncIterator[StatementLine]:
        """Every payment that moved from `start` until before `end` (UTC), page by page, in any order.

        A payment that moved several times may come several times: each line says how it stands now.

        Raises:
            GatewayUnavailableError, UnknownOutcomeError: it cannot be read now.
            GatewayRefusedError, GatewayNotConfiguredError: it cannot be read.
            NotSupportedByGatewayError: as it is configured the gateway offers none.
        """
        ...


class StatementProviders(Protocol):
    """The statements this installation can pull."""

    def statement(self, gateway: str) -> StatementProvider | None:
        """The gateway's statement; None where it offers none."""
        ...
