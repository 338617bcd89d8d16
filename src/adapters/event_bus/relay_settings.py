"""How patient the relay is."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySettings:
    """Limits of the relay.

    Attributes:
        batch: events read at once.
        concurrency: subjects published at once, so that what their consumers write commits together.
        attempts: tries before an event becomes a dead letter; with the delays below, two hours.
        first_delay: pause after the first failure; each further one doubles it.
        longest_delay: where the doubling ends.
        publish_seconds: longest time one event may take; then it has failed.
        poll_seconds: how often to look when nobody wakes the relay.
        quiet_seconds: rest after a look that left nothing over, so that what is committed meanwhile is read together.
        standby_seconds: how often to ask for the lease another process has, and to try again after an outage.
    """

    batch: int = 1_000
    concurrency: int = 64
    attempts: int = 20
    first_delay: timedelta = timedelta(milliseconds=500)
    longest_delay: timedelta = timedelta(minutes=10)
    publish_seconds: float = 10
    poll_seconds: float = 0.2
    quiet_seconds: float = 0.05
    standby_seconds: float = 2

    def delay_after(self, attempts: int) -> timedelta:
        """The pause after that many failures in a row."""
        delay = self.first_delay
        for _ in range(attempts - 1):
            delay = min(delay * 2, self.longest_delay)
        return delay
