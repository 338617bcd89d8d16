"""Whom a tenant wants asked before money moves: the same settings on every gateway, beside the gateway's own."""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from billing.domain.gateway import Settings
from shared_kernel.errors import ValidationError

GUARD_SETTINGS = frozenset({"guard_url", "guard_secret", "guard_timeout_ms"})

_LONGEST_URL = 2048
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_VISIBLE = re.compile(r"[!-~]+")

# Standard Webhooks, "Signature scheme": a key of 24 to 64 bytes, written in base64 behind this prefix.
_SECRET_PREFIX = "whsec_"  # noqa: S105 - says that a secret follows
_KEY_BYTES = range(24, 65)

_USUAL_MILLISECONDS = 2_000
# A provider waits for our answer meanwhile, and the payer for the provider's.
_MILLISECONDS = range(100, 10_001)


class InvalidGuardSettingsError(ValidationError):
    """The settings of the payment guard are incomplete or wrong."""

    reason = "INVALID_GATEWAY_SETTINGS"

    def __init__(self, message: str, *, name: str) -> None:
        super().__init__(message, field=f"settings.{name}", parameters={"setting": name})


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardSettings:
    """The tenant's guard.

    Attributes:
        url: https; http only to this machine, which exists in development only.
        secret: signs every question; base64 of the key.
        timeout_ms: milliseconds for the whole answer. None in time means no.
    """

    url: str
    secret: str = field(repr=False)
    timeout_ms: int


def wants_guard(settings: Settings) -> bool:
    """Whether the tenant wants to be asked, rightly configured or not."""
    return any(settings.get(name) not in {None, ""} for name in GUARD_SETTINGS)


def guard_of(settings: Settings) -> GuardSettings | None:
    """The guard among a gateway's settings; None when there is none.

    Raises:
        InvalidGuardSettingsError: naming the setting that is missing or wrong, never its value.
    """
    told = {name: settings[name] for name in GUARD_SETTINGS if settings.get(name) not in {None, ""}}
    if not told:
        return None
    return GuardSettings(
        url=_url(told.get("guard_url")),
        secret=_secret(told.get("guard_secret")),
        timeout_ms=_milliseconds(told.get("guard_timeout_ms", _USUAL_MILLISECONDS)),
    )


def _url(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_URL or not _VISIBLE.fullmatch(value):
        raise InvalidGuardSettingsError("guard_url must be an address.", name="guard_url")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidGuardSettingsError("guard_url must be an address.", name="guard_url") from error
    if not host or parts.username is not None or parts.fragment:
        raise InvalidGuardSettingsError("guard_url must name a host, and neither user nor fragment.", name="guard_url")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _THIS_MACHINE):
        raise InvalidGuardSettingsError("guard_url must begin with https://.", name="guard_url")
    return value


def _secret(value: object) -> str:
    secret = value.removeprefix(_SECRET_PREFIX) if isinstance(value, str) else ""
    try:
        length = len(b64decode(secret, validate=True))
    except (binascii.Error, ValueError):
        length = 0
    if length not in _KEY_BYTES:
        shape = f"{_SECRET_PREFIX} and base64 of {_KEY_BYTES[0]} to {_KEY_BYTES[-1]} bytes"
        raise InvalidGuardSettingsError(f"guard_secret must be {shape}.", name="guard_secret")
    return secret


def _milliseconds(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in _MILLISECONDS:
        raise InvalidGuardSettingsError(
            f"guard_timeout_ms must be from {_MILLISECONDS[0]} to {_MILLISECONDS[-1]}.", name="guard_timeout_ms"
        )
    return value
