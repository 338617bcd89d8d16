"""What a merchant must tell us before we can take money through Payme."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.gateways.settings_reader import InvalidSettingsError, SettingsReader, stored_settings
from billing.domain.gateway import GatewayConfiguration
from billing.domain.top_up_limits import TopUpLimits
from shared_kernel.currency import currency
from shared_kernel.money import Money

UZS = currency("UZS")
CHECKOUT_URL = "https://checkout.paycom.uz"
TEST_CHECKOUT_URL = "https://test.paycom.uz"
SUBSCRIBE_URL = "https://checkout.paycom.uz/api"
TEST_SUBSCRIBE_URL = "https://checkout.test.paycom.uz/api"
LOGIN = "Paycom"
ACCOUNT_FIELD = "order_id"
# 100 million soums, where no other maximum is configured: a payer may mistype a sum, too.
TOP_UP_MAXIMUM = Money(10_000_000_000, UZS)
_DEFAULT_LIMITS = TopUpLimits(maximum=TOP_UP_MAXIMUM)
LANGUAGES = frozenset({"ru", "uz", "en"})

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_FIELD = re.compile(r"[A-Za-z0-9_-]{1,40}")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")
_KNOWN = frozenset(
    {
        "merchant_id",
        "key",
        "test_key",
        "test_mode",
        "login",
        "account_fields",
        "top_up_minimum",
        "top_up_maximum",
        "checkout_url",
        "refunds_refused",
        "language",
        "return_delay_ms",
        "names_currency",
        "allowed_addresses",
        "address_header",
        "password_change_allowed",
        "register_id",
        "register_key",
        "subscribe_url",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeRegister:
    """The cash register behind the Subscribe API: its id, its key (never shown) and the API's address."""

    id: str
    key: str = field(repr=False)
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymeSettings:
    """One web cash register of a Payme merchant.

    Attributes:
        password: the key that is valid now: TEST_KEY in test mode and only there, else the production key; never shown.
        account_fields: the register's account fields; the first holds our order reference or account number, any
            others are filled from the payment's metadata of the same name.
        refunds_refused: Payme may not take the money of a paid payment back (its cabinet's refund).
        language: of the payment page; empty lets Payme choose.
        return_delay_ms: how long the payer sees that he has paid before he is sent back; None leaves it to Payme.
        names_currency: links say which currency the sum is in.
        allowed_addresses: where Payme's calls may come from; empty: from anywhere.
        address_header: where our own proxy writes the caller's address; empty: the connection's address counts.
        register: None without the Subscribe API.
    """

    merchant_id: str
    password: str = field(repr=False)
    test_mode: bool = False
    login: str = LOGIN
    account_fields: tuple[str, ...] = (ACCOUNT_FIELD,)
    top_up_limits: TopUpLimits = _DEFAULT_LIMITS
    checkout_url: str = CHECKOUT_URL
    refunds_refused: bool = False
    language: str = ""
    return_delay_ms: int | None = None
    names_currency: bool = False
    allowed_addresses: tuple[Network, ...] = ()
    address_header: str = ""
    password_change_allowed: bool = False
    register: SubscribeRegister | None = None

    @property
    def password_setting(self) -> str:
        """The setting that holds the valid password."""
        return "test_key" if self.test_mode else "key"

    @property
    def account_field(self) -> str:
        """The field that says what is paid."""
        return self.account_fields[0]


def parse_settings(settings: Mapping[str, object]) -> PaymeSettings:
    """The settings of a complete configuration. Limits are in tiyin.

    Raises:
        InvalidSettingsError: naming the setting that is missing, wrong or unknown.
    """
    read = SettingsReader(settings, known=_KNOWN)
    test_mode = read.flag("test_mode")
    return PaymeSettings(
        merchant_id=_plain(read.text("merchant_id"), name="merchant_id"),
        password=read.text("test_key" if test_mode else "key"),
        test_mode=test_mode,
        login=_login(read.optional_text("login")),
        account_fields=_account_fields(read.optional_text("account_fields")),
        top_up_limits=_limits(read),
        checkout_url=read.address("checkout_url").rstrip("/") or (TEST_CHECKOUT_URL if test_mode else CHECKOUT_URL),
        refunds_refused=read.flag("refunds_refused"),
        language=read.choice("language", words=LANGUAGES),
        return_delay_ms=read.optional_number("return_delay_ms"),
        names_currency=read.flag("names_currency"),
        allowed_addresses=_networks(read.optional_text("allowed_addresses")),
        address_header=_header(read.optional_text("address_header")),
        password_change_allowed=read.flag("password_change_allowed"),
        register=_register(read, test_mode=test_mode),
    )


def settings_of(configuration: GatewayConfiguration) -> PaymeSettings:
    """The settings of a stored configuration.

    Raises:
        GatewayNotConfiguredError: they are not complete.
    """
    return stored_settings(configuration, parse_settings)


def _limits(read: SettingsReader) -> TopUpLimits:
    least, most = read.optional_number("top_up_minimum"), read.optional_number("top_up_maximum")
    minimum = None if least is None else Money(least, UZS)
    maximum = TOP_UP_MAXIMUM if most is None else Money(most, UZS)
    if minimum is not None and maximum < minimum:
        raise InvalidSettingsError(f"top_up_minimum is above top_up_maximum, {maximum}.", name="top_up_minimum")
    return TopUpLimits(minimum=minimum, maximum=maximum)


def _register(read: SettingsReader, *, test_mode: bool) -> SubscribeRegister | None:
    url = read.address("subscribe_url").rstrip("/") or (TEST_SUBSCRIBE_URL if test_mode else SUBSCRIBE_URL)
    if not read.optional_text("register_id") and not read.optional_text("register_key"):
        return None
    return SubscribeRegister(
        id=_plain(read.text("register_id"), name="register_id"), key=read.text("register_key"), url=url
    )


def _plain(text: str, *, name: str) -> str:
    """An id of Payme's; links and headers put it between `;` and `:`, which it cannot hold."""
    if not _FIELD.fullmatch(text):
        raise InvalidSettingsError(f"{name} must be letters and digits.", name=name)
    return text


def _login(text: str) -> str:
    if ":" in text:
        raise InvalidSettingsError("login cannot hold a colon.", name="login")
    return text or LOGIN


def _account_fields(text: str) -> tuple[str, ...]:
    fields = tuple(name.strip() for name in text.split(",")) if text else (ACCOUNT_FIELD,)
    if not all(_FIELD.fullmatch(name) for name in fields) or len(set(fields)) != len(fields):
        raise InvalidSettingsError("account_fields must be different names, parted by commas.", name="account_fields")
    return fields


def _header(text: str) -> str:
    if text and not _HEADER.fullmatch(text):
        raise InvalidSettingsError("address_header must be the name of a header.", name="address_header")
    return text


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",")) if text else ()
    except ValueError as error:
        raise InvalidSettingsError(
            "allowed_addresses must be addresses or networks, parted by commas.", name="allowed_addresses"
        ) from error
