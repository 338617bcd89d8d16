"""The service with one weak spot: as a power cut would, it kills itself the first time it comes to a named point.

`python -m tests.e2e.crashing_service "the deposit is initiated"` serves like `hamyon serve` until then. The points lie
before, inside and behind every commit of a deposit.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from accounts.application.open_payment import OpenPayment
from accounts.application.settle_payment import SettlePayment
from accounts.ports.ledger_store import Changes
from adapters.bridges.accounts_to_billing import BillingPayments
from adapters.event_bus.relay_round import RelayRound
from adapters.postgres.ledger_store import PostgresLedgerSession
from billing.application.confirm_attempt import ConfirmAttempt
from billing.application.create_transaction import CreateTransaction
from billing.application.prepare_attempt import PrepareAttempt
from billing.domain.events import TRANSACTION_COMPLETED
from bootstrap.cli import main
from shared_kernel.outbox_reader import OutboxBatch


def die() -> NoReturn:
    """End this process now: no `finally`, no flush, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives SIGKILL")


async def killed(*_: object, **__: object) -> NoReturn:
    """Stands in for whatever must not happen any more."""
    die()


def before(owner: type, method: str) -> None:
    """Die when the method is called."""
    setattr(owner, method, killed)


def after(owner: type, method: str, *, when: Callable[..., bool] = lambda *_: True) -> None:
    """Die when the method has done its work and nobody has heard of it yet."""
    original = getattr(owner, method)

    async def dying(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any method at all
        result = await original(*arguments, **named)
        if when(*arguments[1:]):
            die()
        return result

    setattr(owner, method, dying)


def inside_the_ledger(when: Callable[[Changes], bool]) -> None:
    """Die when everything of a batch is written and nothing is committed."""
    original = PostgresLedgerSession.write

    async def dying(session: PostgresLedgerSession, changes: Changes) -> None:
        if when(changes):
            session._connection.commit = killed  # type: ignore[method-assign]  # noqa: SLF001 - there is no other door
        await original(session, changes)

    PostgresLedgerSession.write = dying  # type: ignore[method-assign]


def tells(start: str) -> Callable[[OutboxBatch], bool]:
    """Whether a batch has an event of such a type."""
    return lambda batch: any(event.type.startswith(start) for event in batch.fresh)


POINTS: Mapping[str, Callable[[], None]] = {
    "the deposit is being written": lambda: inside_the_ledger(lambda changes: bool(changes.opened)),
    "the deposit is initiated": lambda: before(BillingPayments, "open"),
    "the payment is being written": lambda: after(CreateTransaction, "_begin"),
    "the payment is written": lambda: after(BillingPayments, "open"),
    "the deposit is being made pending": lambda: inside_the_ledger(
        lambda changes: bool(changes.moved and not changes.entries)
    ),
    "the deposit is pending": lambda: after(OpenPayment, "__call__"),
    "its beginning is published": lambda: after(RelayRound, "publish", when=tells("accounts.deposit")),
    "Prepare is being written": lambda: after(PrepareAttempt, "_prepare"),
    "Prepare is written": lambda: after(PrepareAttempt, "__call__"),
    "Complete is being written": lambda: after(ConfirmAttempt, "_settle"),
    "Complete is written": lambda: after(ConfirmAttempt, "__call__"),
    "the money is being booked": lambda: inside_the_ledger(lambda changes: bool(changes.entries)),
    "the money is booked": lambda: after(SettlePayment, "__call__"),
    "the payment's end is published": lambda: after(RelayRound, "publish", when=tells(TRANSACTION_COMPLETED)),
}

if __name__ == "__main__":
    POINTS[sys.argv[1]]()
    sys.argv[1:] = ["serve"]
    main()
