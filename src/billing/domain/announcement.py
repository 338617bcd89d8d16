"""What some providers say of a payer's try beyond what is paid, kept as they said it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

# An account's or a receipt's own words: what providers write there is text and whole numbers.
Words = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One of those who share a payment: the provider's id of a cash register, and its part in minor units."""

    id: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """How a try was announced; times in UTC.

    Attributes:
        told_at: when it began by the provider's own clock, to the millisecond (Payme's `time`); None: not told.
        expires_at: after this moment the provider counts it as canceled, and so do we; None: it waits for good.
        account: the reference as the provider wrote it, under the provider's names, to be echoed.
    """

    told_at: datetime | None = None
    expires_at: datetime | None = None
    account: Words | None = None

    def is_over(self, *, at: datetime) -> bool:
        """Whether the provider has given the try up by itself."""
        return self.expires_at is not None and at > self.expires_at


NOTHING_MORE = Announcement()
