"""Reads a gateway's settings: they come as untyped words, and a gateway is off unless they are complete."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from billing.domain.errors import GatewayNotConfiguredError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.guard_settings import GUARD_SETTINGS
from shared_kernel.errors import ValidationError

MAX_ID = 2**63 - 1
_MAX_TEXT = 2048
_MAX_PERCENT = 99

_Settings = TypeVar("_Settings")


class InvalidSettingsError(ValidationError):
    """The gateway's settings are incomplete or wrong."""

    reason = "INVALID_GATEWAY_SETTINGS"

    def __init__(self, message: str, *, name: str) -> None:
        # Never the value: it may be a secret typed into the wrong box.
        super().__init__(message, field=f"settings.{name}", parameters={"setting": name})


def stored_settings(
    configuration: GatewayConfiguration, parse: Callable[[Mapping[str, object]], _Settings]
) -> _Settings:
    """The settings of a stored configuration.

    Raises:
        GatewayNotConfiguredError: they are not complete, so the gateway is off: an empty secret would verify anybody.
    """
    try:
        return parse(configuration.settings)
    except InvalidSettingsError as error:
        raise GatewayNotConfiguredError(configuration.gateway) from error


def without_blanks(settings: Mapping[str, object], *, around: Collection[str]) -> dict[str, object]:
    """The settings, some of them without blanks around.

    A secret copied with the line break after it would verify nothing, and payers would have paid in vain.
    """
    return {
        name: value.strip() if name in around and isinstance(value, str) else value for name, value in settings.items()
    }


class SettingsReader:
    """One pass over a mapping of settings; every refusal names the setting and never shows its value."""

    def __init__(self, settings: Mapping[str, object], *, known: frozenset[str]) -> None:
        for name in settings:
            # The guard's are common to all gateways; billing reads them.
            if name not in known | GUARD_SETTINGS:
                raise InvalidSettingsError(f"{name[:40]!r} is not a setting of this gateway.", name=name[:40])
        self._settings = settings

    def text(self, name: str) -> str:
        """A word that must be there, without blanks around it."""
        value = self.optional_text(name)
        if not value:
            raise InvalidSettingsError(f"{name} is missing.", name=name)
        return value

    def optional_text(self, name: str) -> str:
        """A word, empty when it is not there."""
        value = self._settings.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > _MAX_TEXT or not value.isprintable() or value != value.strip():
            raise InvalidSettingsError(
                f"{name} must be printable text without blanks around it, at most {_MAX_TEXT} characters.", name=name
            )
        return value

    def choice(self, name: str, *, words: Collection[str]) -> str:
        """One of these words, empty when it is not there."""
        value = self.optional_text(name)
        if value and value not in words:
            raise InvalidSettingsError(f"{name} must be one of {', '.join(sorted(words))}, or empty.", name=name)
        return value

    def address(self, name: str) -> str:
        """An address that more is appended to, so it carries no query of its own; empty when it is not there."""
        value = self.optional_text(name)
        if value and not _is_address(value):
            raise InvalidSettingsError(f"{name} must be an http(s) address without a query.", name=name)
        return value

    def page(self, name: str) -> str:
        """An address of the merchant's, which may have a query; empty when it is not there."""
        value = self.optional_text(name)
        if value and not _is_web(value):
            raise InvalidSettingsError(f"{name} must be an http(s) address.", name=name)
        return value

    def number(self, name: str) -> int:
        """A positive whole number that must be there."""
        value = self.optional_number(name)
        if value is None:
            raise InvalidSettingsError(f"{name} is missing.", name=name)
        return value

    def optional_number(self, name: str) -> int | None:
        """A positive whole number of at most 64 bits, also written as digits; None when it is not there."""
        return self._whole(name, lowest=1, highest=MAX_ID, called="a positive whole number")

    def optional_percent(self, name: str) -> int | None:
        """A whole percent from 0 to 99, also written as digits; None when it is not there."""
        return self._whole(name, lowest=0, highest=_MAX_PERCENT, called=f"a whole percent from 0 to {_MAX_PERCENT}")

    def flag(self, name: str) -> bool:
        """A yes or no, also written as `true` or `false`; no when it is not there."""
        value = self._settings.get(name)
        if value is None or value == "":
            return False
        words = {"true": True, "false": False}
        if isinstance(value, str) and value in words:
            return words[value]
        if not isinstance(value, bool):
            raise InvalidSettingsError(f"{name} must be true or false.", name=name)
        return value

    def _whole(self, name: str, *, lowest: int, highest: int, called: str) -> int | None:
        value = self._settings.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and len(value) <= len(str(highest)) and value.isascii() and value.isdigit():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise InvalidSettingsError(f"{name} must be {called}.", name=name)
        return value


def _is_address(text: str) -> bool:
    return _is_web(text) and not urlsplit(text).query and not urlsplit(text).fragment


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.hostname)
