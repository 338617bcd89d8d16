"""What Stripe did by itself with money it took: its fee, and disputes (Stripe protocol, sections 10 and 13).

A balance transaction is an entry of Stripe's own ledger, in the currency in which it settles.
"""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.gateways.stripe.amounts import from_stripe
from adapters.gateways.stripe.event import Json
from billing.domain.gateway_entry import EntryKind, EntryNews

_ENDS: Mapping[str, EntryKind] = MappingProxyType(
    {"won": EntryKind.DISPUTE_WON, "lost": EntryKind.DISPUTE_LOST},
)


def fee_of(balance_transaction: object) -> tuple[EntryNews, ...]:
    """The fee in a balance transaction; nothing for one that is not expanded, or costs nothing."""
    if not isinstance(balance_transaction, dict):
        return ()
    fee = from_stripe(balance_transaction.get("fee"), balance_transaction.get("currency"))
    name = balance_transaction.get("id")
    if fee is None or fee.minor_units <= 0 or not isinstance(name, str):
        return ()
    return (EntryNews(kind=EntryKind.FEE, external_id=name, amount=fee),)


def of_dispute(dispute: Json, *, moved: EntryKind | None = None) -> tuple[EntryNews, ...]:
    """Where a dispute stands, what it moved so far, and what that cost; `moved` is what the event says of it.

    An inquiry (`warning_…`) has moved nothing and is none of it.
    """
    amount, name = from_stripe(dispute.get("amount"), dispute.get("currency")), dispute.get("id")
    if amount is None or amount.minor_units <= 0 or not isinstance(name, str):
        return ()
    status = str(dispute.get("status") or "")
    movements = [one for one in dispute.get("balance_transactions") or () if isinstance(one, dict)]
    kinds = [] if status.startswith("warning_") else [EntryKind.DISPUTE_OPENED]
    if moved is EntryKind.DISPUTE_WITHDRAWN or any(one.get("amount", 0) < 0 for one in movements):
        kinds.append(EntryKind.DISPUTE_WITHDRAWN)
    if moved is EntryKind.DISPUTE_REINSTATED or any(one.get("amount", 0) > 0 for one in movements):
        kinds.append(EntryKind.DISPUTE_REINSTATED)
    if status in _ENDS:
        kinds.append(_ENDS[status])
    fees = [fee for one in movements for fee in fee_of(one)]
    return (*(EntryNews(kind=kind, external_id=name, amount=amount) for kind in kinds), *fees)
