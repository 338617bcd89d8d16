"""What a merchant must tell us before we can take money through Click."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.gateways.click.answers import Code
from adapters.gateways.click.fiscal import FISCAL_SETTINGS, FiscalSettings, fiscal_settings
from adapters.gateways.settings_reader import InvalidSettingsError, SettingsReader, stored_settings
from billing.domain.gateway import GatewayConfiguration
from shared_kernel.currency import currency
from shared_kernel.money import Money

UZS = currency("UZS")
PAY_PAGE_URL = "https://my.click.uz/services/pay"
API_URL = "https://api.click.uz/v2/merchant"
# 100 million soums, where no other maximum is configured: a payer may mistype a sum, too.
TOP_UP_MAXIMUM = Money(10_000_000_000, UZS)
CARD_TYPES = frozenset({"uzcard", "humo"})

_KNOWN = FISCAL_SETTINGS | {
    "service_id",
    "merchant_id",
    "secret_key",
    "merchant_user_id",
    "card_type",
    "top_up_minimum",
    "top_up_maximum",
    "pay_page_url",
    "cancel_of_paid_code",
    "api_url",
    "partial_reversal",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickSettings:
    """One service (shop) of a Click merchant.

    Attributes:
        secret_key: signs the SHOP API calls; never shown.
        card_type: `uzcard` or `humo` when the pay page shall offer only that; empty lets the payer choose.
        top_up_minimum: the least a payer may top an account up with, or None.
        top_up_maximum: the most.
        pay_page_url: where payers are sent; the sandbox has its own page.
        cancel_of_paid_code: what a cancellation of a paid payment is answered, which changes nothing; Click's sources
            disagree between -4 and -9 (section 14.1).
        merchant_user_id: the API user; without one nothing can be asked of Click, who then only calls us.
        api_url: where the Merchant API is; the sandbox has its own.
        partial_reversal: Click has confirmed for this contract that parts of payments can be sent back; the call is in
            none of its present pages (section 5.7).
        fiscal: what every tax receipt says of the goods; None leaves receipts to the merchant.
    """

    service_id: int
    merchant_id: int
    secret_key: str = field(repr=False)
    merchant_user_id: int | None = None
    card_type: str = ""
    top_up_minimum: Money | None = None
    top_up_maximum: Money = TOP_UP_MAXIMUM
    pay_page_url: str = PAY_PAGE_URL
    cancel_of_paid_code: Code = Code.ALREADY_PAID
    api_url: str = API_URL
    partial_reversal: bool = False
    fiscal: FiscalSettings | None = None


def parse_settings(settings: Mapping[str, object]) -> ClickSettings:
    """The settings of a complete configuration. Limits are in tiyin.

    Raises:
        InvalidSettingsError: naming the setting that is missing, wrong or unknown.
    """
    read = SettingsReader(settings, known=_KNOWN)
    minimum = _tiyin(read.optional_number("top_up_minimum"))
    maximum = _tiyin(read.optional_number("top_up_maximum")) or TOP_UP_MAXIMUM
    if minimum is not None and maximum < minimum:
        raise InvalidSettingsError(f"top_up_minimum is above top_up_maximum, {maximum}.", name="top_up_minimum")
    return ClickSettings(
        service_id=read.number("service_id"),
        merchant_id=read.number("merchant_id"),
        secret_key=read.text("secret_key"),
        merchant_user_id=read.optional_number("merchant_user_id"),
        card_type=read.choice("card_type", words=CARD_TYPES),
        top_up_minimum=minimum,
        top_up_maximum=maximum,
        pay_page_url=read.address("pay_page_url") or PAY_PAGE_URL,
        cancel_of_paid_code=_cancel_of_paid_code(settings.get("cancel_of_paid_code")),
        api_url=read.address("api_url").rstrip("/") or API_URL,
        partial_reversal=read.flag("partial_reversal"),
        fiscal=fiscal_settings(read),
    )


def settings_of(configuration: GatewayConfiguration) -> ClickSettings:
    """The settings of a stored configuration.

    Raises:
        GatewayNotConfiguredError: they are not complete.
    """
    return stored_settings(configuration, parse_settings)


def _tiyin(amount: int | None) -> Money | None:
    return None if amount is None else Money(amount, UZS)


def _cancel_of_paid_code(value: object) -> Code:
    if value is None:
        return Code.ALREADY_PAID
    if isinstance(value, int) and value in {Code.ALREADY_PAID, Code.CANCELED}:
        return Code(value)
    raise InvalidSettingsError("cancel_of_paid_code must be -4 or -9.", name="cancel_of_paid_code")
