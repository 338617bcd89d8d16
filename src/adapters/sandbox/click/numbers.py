"""Click's own numbers: one sequence for attempts and one for payment documents."""

from dataclasses import dataclass

from shared_kernel.clock import Clock

# Documents are numbered apart from attempts, so that a merchant who mixes the two up is found out.
_DOCUMENTS_BEHIND = 500_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentNumbers:
    """`click_trans_id` (this try to pay) and `click_paydoc_id` (what the payer is shown)."""

    trans_id: int
    paydoc_id: int


class ClickNumbers:
    """Gives numbers out, each once and each above the last.

    Merchants remember click_trans_id for ever, while the simulator forgets everything with its process; so the sequence
    goes on from the milliseconds of the clock. Like Click's live values they are beyond 32 bits.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> PaymentNumbers:
        """The numbers of a new try to pay."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        self._last = max(self._last + 1, milliseconds)
        return PaymentNumbers(trans_id=self._last, paydoc_id=self._last - _DOCUMENTS_BEHIND)
