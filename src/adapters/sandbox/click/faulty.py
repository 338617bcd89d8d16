"""What can go wrong, and with what: the calls merchants make, and the one by which Click reports a debit."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.sandbox.faults import Fault

INVOICE, STATUS, REVERSAL, PARTIAL_REVERSAL = "invoice", "status", "reversal", "partial_reversal"
TOKEN_PAYMENT, FISCAL, NOTIFY = "token_payment", "fiscal", "notify"

_OF_NOTICES = frozenset({Fault.LOST, Fault.TWICE, Fault.LATE, Fault.CONTRADICT})
# Click knows no HTTP 409.
_OF_CALLS = frozenset(Fault) - _OF_NOTICES - {Fault.CONFLICT}
# What can be planned for which operation.
FAULTS: Mapping[str, frozenset[Fault]] = MappingProxyType(
    dict.fromkeys((INVOICE, STATUS, REVERSAL, PARTIAL_REVERSAL, TOKEN_PAYMENT, FISCAL), _OF_CALLS)
    | {NOTIFY: _OF_NOTICES}
)
