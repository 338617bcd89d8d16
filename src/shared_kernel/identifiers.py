"""Identifiers: UUIDv7 (RFC 9562, section 5.7), so that rows born together lie together in every index."""

import os
import secrets
import time
from typing import Protocol
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_RANDOM_HIGH_BITS = 12
_RANDOM_LOW_BITS = 62
_RANDOM_BYTES = 10


def uuid7(*, unix_milliseconds: int, randomness: int) -> UUID:
    """The UUIDv7 of a moment (milliseconds since 1970, 48 bits) and 74 random bits."""
    high = (randomness >> _RANDOM_LOW_BITS) & ((1 << _RANDOM_HIGH_BITS) - 1)
    low = randomness & ((1 << _RANDOM_LOW_BITS) - 1)
    return UUID(int=(unix_milliseconds << 80) | _VERSION | (high << 64) | _VARIANT | low)


class Identifiers(Protocol):
    """Makes names for new things."""

    def new_id(self) -> UUID:
        """A UUIDv7 nobody has seen before."""
        ...

    def new_digits(self, count: int) -> str:
        """That many random decimal digits, the first of them not zero."""
        ...

    def new_secret(self) -> str:
        """An unguessable URL-safe word (256 bits)."""
        ...


class SystemIdentifiers:
    """Identifiers from this machine's clock and entropy."""

    def new_id(self) -> UUID:
        """A UUIDv7 nobody has seen before."""
        return uuid7(
            unix_milliseconds=time.time_ns() // 1_000_000,
            randomness=int.from_bytes(os.urandom(_RANDOM_BYTES)),
        )

    def new_digits(self, count: int) -> str:
        """That many random decimal digits, the first of them not zero."""
        lowest = 10 ** (count - 1)
        return str(lowest + secrets.randbelow(9 * lowest))

    def new_secret(self) -> str:
        """An unguessable URL-safe word (256 bits)."""
        return secrets.token_urlsafe(32)
