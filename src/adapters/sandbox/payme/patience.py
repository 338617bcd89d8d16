"""How long Payme waits and how often it repeats."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """The real figures are not published (section 12.10).

    Attributes:
        answer_seconds: how long a merchant may take for an answer.
        pauses_seconds: the pauses before each repetition of a call nobody answered; their number bounds the repeats.
        silence_seconds: how long a merchant's call that is to time out hangs before the connection breaks.
        slow_seconds: how long a slow answer, or a slow call, takes.
    """

    answer_seconds: float = 5.0
    pauses_seconds: tuple[float, ...] = (0.5, 1.5)
    silence_seconds: float = 15.0
    slow_seconds: float = 2.0
