"""How a call can fail, by the one question money asks: can the other side have acted on it?"""

from shared_kernel.errors import ExternalError


class NotSentError(ExternalError):
    """The other side was not reached: it certainly did nothing."""

    reason = "NOT_SENT"
    retryable = True


class CircuitOpenError(NotSentError):
    """The other side failed too often a moment ago: it is left alone for a while, and this was not sent."""


class NoAnswerError(ExternalError):
    """The other side did not answer: nobody knows whether it acted."""

    reason = "NO_ANSWER"
    retryable = True
