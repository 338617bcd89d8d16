"""How long a call waits for its next try."""

from datetime import timedelta

from billing.domain.provider_call import Operation, ProviderCall

# A payer acts within minutes or not at all; afterwards the gateway is asked so that nothing stays unknown for ever.
_LOOK_UPS = tuple(timedelta(seconds=seconds) for seconds in (10, 20, 30, 60, 180, 300, 600, 600, 600, 1800))
_REPEATS = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 180, 600, 1800))
_LONGEST = timedelta(hours=1)


def first_look(operation: Operation) -> timedelta:
    """The pause before the first try: only a look has nothing to find at once."""
    return _LOOK_UPS[0] if operation is Operation.LOOK_UP else timedelta(0)


def pause(call: ProviderCall) -> timedelta:
    """The pause after the try that was made last."""
    pauses = _LOOK_UPS if call.operation is Operation.LOOK_UP else _REPEATS
    made = max(call.tries, 1)
    return pauses[made - 1] if made <= len(pauses) else _LONGEST
