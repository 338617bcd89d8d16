"""A circuit breaker: a system that is down is left alone, and its callers hear at once that nothing was sent."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from adapters.http_client.failures import CircuitOpenError, NoAnswerError, NotSentError

# Tenants can choose addresses, so there may be many; the one used least recently is forgotten.
_MOST_CIRCUITS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitSettings:
    """When a system counts as down.

    Attributes:
        failures: how many calls in a row fail (no reply, or a status of 500 and above) before it is left alone.
        rest_seconds: how long it is left alone before one call tries it again.
    """

    failures: int = 5
    rest_seconds: float = 10.0


class CircuitCall:
    """One admitted call, told how the other side was."""

    def __init__(self) -> None:
        self.healthy: bool | None = None

    def answered(self, *, healthy: bool) -> None:
        """A reply came: also a refusal is a sign of life, an error of the server is none."""
        self.healthy = healthy


class Circuit:
    """Closed: calls pass. Open: none does. Half-open, after the rest: one passes, and its end decides."""

    def __init__(
        self, *, name: str, settings: CircuitSettings, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._failures = 0
        self._opened_at: float | None = None
        self._probing = False
        self._name = name
        self._log = structlog.get_logger(__name__)

    @contextmanager
    def call(self) -> Iterator[CircuitCall]:
        """Around one call.

        A call that is cancelled, or fails for a reason of ours, says nothing about the other side.

        Raises:
            CircuitOpenError: the other side is left alone for now.
        """
        probes = self._admit()
        call = CircuitCall()
        try:
            yield call
        except (NotSentError, NoAnswerError):
            call.healthy = False
            raise
        finally:
            if probes:
                self._probing = False
            if call.healthy is not None:
                self._learn(healthy=call.healthy, probes=probes)

    def _admit(self) -> bool:
        """Let the call pass; whether it is the one that tries a system at rest."""
        if self._opened_at is None:
            return False
        if self._probing or self._monotonic() < self._opened_at + self._settings.rest_seconds:
            raise CircuitOpenError(f"{self._name} failed too often a moment ago and is left alone: it did nothing.")
        self._probing = True
        return True

    def _learn(self, *, healthy: bool, probes: bool) -> None:
        if healthy:
            self._close()
            return
        self._failures += 1
        # Calls that were under way when the circuit opened fail after it: they do not prolong its rest.
        if probes or (self._opened_at is None and self._failures >= self._settings.failures):
            self._open()

    def _open(self) -> None:
        self._opened_at = self._monotonic()
        self._log.warning("http.circuit_opened", name=self._name, failures=self._failures)

    def _close(self) -> None:
        self._failures = 0
        if self._opened_at is not None:
            self._opened_at = None
            self._log.info("http.circuit_closed", name=self._name)


class Circuits:
    """The circuits of one client, one for each origin (scheme, host, port) it calls.

    Where tenants choose the address, one whose system is down must not stop the payments of all others.
    """

    def __init__(
        self, *, name: str, settings: CircuitSettings, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._settings = settings
        self._monotonic = monotonic
        self._circuits = OrderedDict[str, Circuit]()

    def of(self, origin: str) -> Circuit:
        """The circuit of this origin."""
        if origin not in self._circuits:
            self._circuits[origin] = Circuit(name=self._name, settings=self._settings, monotonic=self._monotonic)
        self._circuits.move_to_end(origin)
        if len(self._circuits) > _MOST_CIRCUITS:
            self._circuits.popitem(last=False)
        return self._circuits[origin]
