"""The service with weak spots: as a power cut would, it kills itself when it comes to the point its test has named.

It serves like `hamyon serve` while the file `crash-at` in its home names no point. The points lie before, inside and
behind every commit of a deposit.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
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
from billing.application.settle_attempt import SettleAttempt
from billing.domain.events import TRANSACTION_COMPLETED
from bootstrap.cli import main
from shared_kernel.outbox_reader import OutboxBatch

NOTE = "crash-at"


def die() -> NoReturn:
    """End this process now: no `finally`, no flush, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives SIGKILL")


def is_named(point: str) -> bool:
    """Whether the test wants the end here."""
    note = Path(os.environ["HAMYON_HOME"]) / NOTE
    return note.exists() and note.read_text() == point


def before(point: str, owner: type, method: str) -> None:
    """Die when the method is called."""
    original = getattr(owner, method)

    async def dying(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any method at all
        if is_named(point):
            die()
        return await original(*arguments, **named)

    setattr(owner, method, dying)


def after(point: str, owner: type, method: str, *, when: Callable[..., bool] = lambda *_: True) -> None:
    """Die when the method has done its work and nobody has heard of it yet."""
    original = getattr(owner, method)

    async def dying(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any method at all
        result = await original(*arguments, **named)
        if is_named(point) and when(*arguments[1:]):
            die()
        return result

    setattr(owner, method, dying)


async def killed() -> NoReturn:
    """Stands in for a commit."""
    die()


def inside_the_ledger(point: str, when: Callable[[Changes], bool]) -> None:
    """Die when everything of a batch is written and nothing is committed."""
    original = PostgresLedgerSession.write

    async def dying(session: PostgresLedgerSession, changes: Changes) -> None:
        if is_named(point) and when(changes):
            session._connection.commit = killed  # type: ignore[method-assign]  # noqa: SLF001 - there is no other door
        await original(session, changes)

    PostgresLedgerSession.write = dying  # type: ignore[method-assign]


def tells(start: str) -> Callable[[OutboxBatch], bool]:
    """Whether a batch has an event of such a type."""
    return lambda batch: any(event.type.startswith(start) for event in batch.fresh)


POINTS: Mapping[str, Callable[[str], None]] = {
    "the deposit is being written": lambda point: inside_the_ledger(point, lambda changes: bool(changes.opened)),
    "the deposit is initiated": lambda point: before(point, BillingPayments, "open"),
    "the payment is being written": lambda point: after(point, CreateTransaction, "_begin"),
    "the payment is written": lambda point: after(point, BillingPayments, "open"),
    "the deposit is being made pending": lambda point: inside_the_ledger(
        point, lambda changes: bool(changes.moved and not changes.entries)
    ),
    "the deposit is pending": lambda point: after(point, OpenPayment, "__call__"),
    "its beginning is published": lambda point: after(point, RelayRound, "publish", when=tells("accounts.deposit")),
    "Prepare is being written": lambda point: after(point, PrepareAttempt, "_prepare"),
    "Prepare is written": lambda point: after(point, PrepareAttempt, "__call__"),
    "Complete is being written": lambda point: after(point, SettleAttempt, "within"),
    "Complete is written": lambda point: after(point, ConfirmAttempt, "__call__"),
    "the money is being booked": lambda point: inside_the_ledger(point, lambda changes: bool(changes.entries)),
    "the money is booked": lambda point: after(point, SettlePayment, "__call__"),
    "the payment's end is published": lambda point: after(
        point, RelayRound, "publish", when=tells(TRANSACTION_COMPLETED)
    ),
}

if __name__ == "__main__":
    for name, install in POINTS.items():
        install(name)
    sys.argv[1:] = ["serve"]
    main()
