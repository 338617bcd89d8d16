"""What a merchant must tell us before we can take money through Stripe."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.gateways.settings_reader import InvalidSettingsError, SettingsReader, stored_settings, without_blanks
from adapters.gateways.stripe.ids import is_id
from billing.domain.gateway import GatewayConfiguration

API_URL = "https://api.stripe.com"
# One per endpoint and mode, and two while one is being replaced.
MOST_SECRETS = 5
_LONGEST_DESCRIPTOR = 22

_SECRET_KEY = re.compile(r"(sk|rk)_(test|live)_[A-Za-z0-9_]+", re.ASCII)
_WEBHOOK_SECRET = re.compile(r"whsec_[!-~]+", re.ASCII)
# Latin letters, digits and common signs: what card statements can show.
_DESCRIPTOR = re.compile(r"(?=.*[A-Za-z])[ !#-&(-)+-;=?-\[\]-~]{5,}", re.ASCII)
_CREDENTIALS = frozenset({"secret_key", "webhook_secrets"})
_KNOWN = _CREDENTIALS | {
    "api_url",
    "success_url",
    "cancel_url",
    "capture_manually",
    "statement_descriptor",
    "connected_account_id",
    "thin_events",
}
_SWITCHES = ("capture_manually", "thin_events")
_FLAGS = {0: "false", 1: "true", "0": "false", "1": "true"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeSettings:
    """One Stripe account.

    Attributes:
        secret_key: goes with every call of ours; never shown.
        webhook_secrets: any of them may sign an event; never shown.
        success_url: where the payer goes after paying, unless the payment says where.
        cancel_url: where the payer goes instead; empty: there is no way back on Stripe's page.
        capture_manually: the payer's money is held, to be captured or released later; else it is charged at once.
        statement_descriptor: what the payer's card statement says; empty leaves it to the account.
        connected_account_id: whose bank account payouts go to, unless the payout says whose.
        thin_events: events that only name their object are taken, too.
    """

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    api_url: str = API_URL
    success_url: str = ""
    cancel_url: str = ""
    capture_manually: bool = False
    statement_descriptor: str = ""
    connected_account_id: str = ""
    thin_events: bool = False

    @property
    def livemode(self) -> bool:
        """Whether the key moves real money."""
        return self.secret_key.split("_")[1] == "live"


def parse_settings(settings: Mapping[str, object]) -> StripeSettings:
    """The settings of a complete configuration.

    Raises:
        InvalidSettingsError: naming the setting that is missing, wrong or unknown.
    """
    read = SettingsReader(_tidied(settings), known=_KNOWN)
    return StripeSettings(
        secret_key=_secret_key(read.text("secret_key")),
        webhook_secrets=_webhook_secrets(read.text("webhook_secrets")),
        api_url=read.address("api_url").rstrip("/") or API_URL,
        success_url=read.page("success_url"),
        cancel_url=read.page("cancel_url"),
        capture_manually=read.flag("capture_manually"),
        statement_descriptor=_statement_descriptor(read.optional_text("statement_descriptor")),
        connected_account_id=_connected_account(read.optional_text("connected_account_id")),
        thin_events=read.flag("thin_events"),
    )


def settings_of(configuration: GatewayConfiguration) -> StripeSettings:
    """The settings of a stored configuration.

    Raises:
        GatewayNotConfiguredError: they are not complete.
    """
    return stored_settings(configuration, parse_settings)


def _tidied(settings: Mapping[str, object]) -> Mapping[str, object]:
    """Secrets without blanks around, and switches that were written as numbers."""
    tidy = without_blanks(settings, around=_CREDENTIALS)
    for name in _SWITCHES:
        flag = tidy.get(name)
        if isinstance(flag, str | int) and flag in _FLAGS:
            tidy[name] = _FLAGS[flag]
    return tidy


def _secret_key(text: str) -> str:
    if not _SECRET_KEY.fullmatch(text):
        raise InvalidSettingsError("secret_key must be a secret or restricted key, sk_… or rk_….", name="secret_key")
    return text


def _webhook_secrets(text: str) -> tuple[str, ...]:
    secrets = tuple(secret.strip() for secret in text.split(","))
    if len(secrets) > MOST_SECRETS or not all(_WEBHOOK_SECRET.fullmatch(secret) for secret in secrets):
        raise InvalidSettingsError(
            f"webhook_secrets must be 1 to {MOST_SECRETS} signing secrets (whsec_…), with commas between them.",
            name="webhook_secrets",
        )
    return secrets


def _statement_descriptor(text: str) -> str:
    if text and (len(text) > _LONGEST_DESCRIPTOR or not _DESCRIPTOR.fullmatch(text)):
        raise InvalidSettingsError(
            f"statement_descriptor must be 5 to {_LONGEST_DESCRIPTOR} Latin characters with a letter among them, "
            "without < > \\ ' \" *.",
            name="statement_descriptor",
        )
    return text


def _connected_account(text: str) -> str:
    if text and not (is_id(text) and text.startswith("acct_")):
        raise InvalidSettingsError(
            "connected_account_id must be the id of an account, acct_….", name="connected_account_id"
        )
    return text
