"""Refusals that only this boundary knows: what is wrong with a call before any use case sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared_kernel.errors import ExternalError, ValidationError


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldViolation:
    """One broken rule: the path of the field, the rule as an UPPER_SNAKE word and in a sentence."""

    field: str
    rule: str
    description: str


class InvalidMessageError(ValidationError):
    """The request breaks the rules of its message."""

    def __init__(self, violations: Sequence[FieldViolation]) -> None:
        self.violations = violations
        shown = [f"{item.field}: {item.description}" if item.field else item.description for item in violations[:3]]
        super().__init__("; ".join(shown), field=violations[0].field)


class UnreadableMessageError(ValidationError):
    """The request is not a message of this rpc, or a text in it is not UTF-8."""


class DeadlineExceededError(ExternalError):
    """The deadline passed before the answer was ready; what was asked may still happen, so repeat the same request."""

    reason = "DEADLINE_EXCEEDED"
    retryable = True


class ShuttingDownError(ExternalError):
    """The service is shutting down; connect again."""

    reason = "SHUTTING_DOWN"
    retryable = True
