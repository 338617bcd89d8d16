"""Why an event could not be delivered, and whether another try can help."""

from collections.abc import Mapping

from shared_kernel.errors import ErrorKind, HamyonError

_FOR_GOOD = frozenset({ErrorKind.VALIDATION, ErrorKind.PERMISSION, ErrorKind.NOT_FOUND, ErrorKind.CONFLICT})
_LONGEST_TEXT = 500


class DeliveryError(Exception):
    """Some consumers did not take the event.

    Attributes:
        failures: what each of them raised, by the consumer's name.
    """

    def __init__(self, failures: Mapping[str, Exception]) -> None:
        self.failures = failures
        super().__init__("; ".join(f"{consumer}: {reason_of(error)}" for consumer, error in failures.items()))

    @property
    def is_final(self) -> bool:
        """Each of them refused for good: a typed refusal that is not retryable. An outage or a bug may pass."""
        return all(_refuses_for_good(error) for error in self.failures.values())


def reason_of(error: Exception) -> str:
    """One short line for the operator: the typed reason, or what kind of accident it was."""
    name = error.reason if isinstance(error, HamyonError) else type(error).__name__
    return f"{name}: {error}"[:_LONGEST_TEXT]


def _refuses_for_good(error: Exception) -> bool:
    return isinstance(error, HamyonError) and error.kind in _FOR_GOOD and not error.retryable
