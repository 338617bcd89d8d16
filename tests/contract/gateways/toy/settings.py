"""What a merchant must tell us before we can take money through Toy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from adapters.gateways.settings_reader import InvalidSettingsError, SettingsReader
from billing.domain.errors import GatewayNotConfiguredError
from billing.domain.gateway import GatewayConfiguration

API_URL = "https://api.toy.example"
_KNOWN = frozenset({"api_key", "webhook_secret", "api_url"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToySettings:
    """One merchant of Toy.

    Attributes:
        api_key: goes with every call of ours; never shown.
        webhook_secret: signs the notifications; never shown.
    """

    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api_url: str = API_URL


def parse_settings(settings: Mapping[str, object]) -> ToySettings:
    """The settings of a complete configuration.

    Raises:
        InvalidSettingsError: naming the setting that is missing, wrong or unknown.
    """
    read = SettingsReader(settings, known=_KNOWN)
    return ToySettings(
        api_key=read.text("api_key"),
        webhook_secret=read.text("webhook_secret"),
        api_url=_api_url(read.optional_text("api_url")),
    )


def settings_of(configuration: GatewayConfiguration) -> ToySettings:
    """The settings of a stored configuration.

    Raises:
        GatewayNotConfiguredError: they are not complete, so Toy is off: an empty secret would verify anybody.
    """
    try:
        return parse_settings(configuration.settings)
    except InvalidSettingsError as error:
        raise GatewayNotConfiguredError(configuration.gateway) from error


def _api_url(text: str) -> str:
    if text and urlsplit(text).scheme not in {"https", "http"}:
        raise InvalidSettingsError("api_url must be an http(s) address.", name="api_url")
    return text.rstrip("/") or API_URL
