"""Idempotency keys (section 4): the first answer to a key is the answer to all its repetitions."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from adapters.sandbox.stripe.rest.errors import ApiError, Json

_KEPT_SECONDS = 24 * 60 * 60
_MOST = 20_000
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a caller reads."""

    status: int
    body: Mapping[str, object]


@dataclass(slots=True, kw_only=True)
class _Use:
    asked: tuple[str, Json]
    at: int
    answer: Answer | None = None


class IdempotencyKeys:
    """The keys of one account in the last 24 hours."""

    def __init__(self) -> None:
        self._uses: OrderedDict[str, _Use] = OrderedDict()

    def claim(self, key: str, *, asked: tuple[str, Json], now: int) -> Answer | None:
        """Begin to execute a call, path and parameters, under this key; the stored answer when it was executed before.

        Raises:
            ApiError: the key came with another call, or the first is still running.
        """
        self._forget(now)
        use = self._uses.get(key)
        if use is None:
            self._uses[key] = _Use(asked=asked, at=now)
            return None
        if use.asked != asked:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request."
            )
            raise ApiError(message, kind="idempotency_error")
        if use.answer is None:
            message = f"There is currently another in-progress request using this Idempotent Key: {key}."
            status = HTTPStatus.CONFLICT
            raise ApiError(message, status=status, kind="idempotency_error", code="idempotency_key_in_use")
        return use.answer

    def store(self, key: str, answer: Answer) -> None:
        """Keep the answer of the call that claimed the key."""
        self._uses[key].answer = answer

    def _forget(self, now: int) -> None:
        while self._uses:
            oldest = next(iter(self._uses.values()))
            if len(self._uses) < _MOST and now - oldest.at < _KEPT_SECONDS:
                return
            self._uses.popitem(last=False)
