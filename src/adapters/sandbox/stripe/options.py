"""How long the simulator takes for what Stripe takes its time for; the real figures are mostly not published."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a merchant's webhook is waited for, and how often an event is sent again.

    Attributes:
        answer_seconds: how long a merchant may take for an answer.
        pauses_seconds: the pauses before each repetition of an event nobody took; their number bounds the repeats.
        late_seconds: how long a late event waits for one that overtakes it.
    """

    answer_seconds: float = 5.0
    pauses_seconds: tuple[float, ...] = (0.5, 1.5, 5.0)
    late_seconds: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeOptions:
    """What differs between a laptop and a test.

    Attributes:
        patience: with the merchants' webhooks.
        hang_seconds: how long a call that is to time out stays silent before its connection drops.
        slow_seconds: how late a slow answer comes.
        settle_seconds: when what takes days at a bank (payouts, pending refunds) ends by itself; None: only when told.
    """

    patience: Patience = field(default_factory=Patience)
    hang_seconds: float = 30.0
    slow_seconds: float = 2.0
    settle_seconds: float | None = 3.0
