"""What a merchant must tell us before we can take money through Toy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.gateways.settings_reader import SettingsReader, stored_settings
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
        api_url=read.address("api_url").rstrip("/") or API_URL,
    )


def settings_of(configuration: GatewayConfiguration) -> ToySettings:
    """The settings of a stored configuration.

    Raises:
        GatewayNotConfiguredError: they are not complete.
    """
    return stored_settings(configuration, parse_settings)
