"""What is asked of another system, and what it answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One call. Only method and URL show in a repr: headers and body carry credentials and cards.

    Attributes:
        timeout_seconds: for everything together, from the look-up of the name to the last byte of the answer.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    timeout_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpReply:
    """The whole answer, whatever its status.

    Attributes:
        headers: found by their names in any case.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
