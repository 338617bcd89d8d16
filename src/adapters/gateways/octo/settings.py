"""What a merchant must tell us before we can take money through Octo."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.gateways.octo.basket import FiscalSettings, fiscal_settings
from adapters.gateways.octo.signature import Formula
from adapters.gateways.settings_reader import InvalidSettingsError, SettingsReader, stored_settings, without_blanks
from billing.domain.gateway import GatewayConfiguration

API_URL = "https://secure.octo.uz"
PAYMENT_METHODS = ("bank_card", "uzcard", "humo")
# `oz` is Uzbek in Cyrillic letters.
LANGUAGES = frozenset({"uz", "oz", "ru", "en"})
# Minutes. Octo's own default is not documented, and an unpaid link cannot be canceled: it lives as short as its payer.
TTL = 15
_LONGEST_TTL = 5000

_CREDENTIALS = frozenset({"octo_secret", "unique_key"})
_KNOWN = _CREDENTIALS | {
    "octo_shop_id",
    "test",
    "hold",
    "payment_methods",
    "tsp_id",
    "supplier_shop_id",
    "return_url",
    "language",
    "ttl_minutes",
    "signature_formula",
    "api_url",
    "fiscal_spic",
    "fiscal_package_code",
    "fiscal_position",
    "fiscal_inn",
    "fiscal_pinfl",
    "fiscal_nds",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OctoSettings:
    """One shop of an Octo merchant.

    Attributes:
        octo_secret: goes with every call of ours; never shown.
        unique_key: signs the notifications, handed out by Octo's support; never shown, and not the secret.
        test: payments move no money.
        hold: the payer's money is held, to be captured or released later; else it is charged at once.
        payment_methods: what the pay page shall offer; empty leaves it to the shop's contract.
        tsp_id: the sub-merchant of some contracts.
        supplier_shop_id: whose part of a split payment is sent back, when an order does not say.
        return_url: where payers go afterwards, when a payment names no address of its own.
        language: of the pay page; empty leaves it to Octo.
        ttl_minutes: how long a payer may take.
        fiscal: what every receipt names, as registered with the bank; None for payments without one.
    """

    octo_shop_id: int
    octo_secret: str = field(repr=False)
    unique_key: str = field(repr=False)
    test: bool = False
    hold: bool = False
    payment_methods: tuple[str, ...] = ()
    tsp_id: int | None = None
    supplier_shop_id: int | None = None
    return_url: str = ""
    language: str = ""
    ttl_minutes: int = TTL
    signature_formula: Formula = Formula.CURRENT
    api_url: str = API_URL
    fiscal: FiscalSettings | None = None


def parse_settings(settings: Mapping[str, object]) -> OctoSettings:
    """The settings of a complete configuration.

    Raises:
        InvalidSettingsError: naming the setting that is missing, wrong or unknown.
    """
    read = SettingsReader(without_blanks(settings, around=_CREDENTIALS), known=_KNOWN)
    return OctoSettings(
        octo_shop_id=read.number("octo_shop_id"),
        octo_secret=read.text("octo_secret"),
        unique_key=read.text("unique_key"),
        test=read.flag("test"),
        hold=read.flag("hold"),
        payment_methods=_payment_methods(read.optional_text("payment_methods")),
        tsp_id=read.optional_number("tsp_id"),
        supplier_shop_id=read.optional_number("supplier_shop_id"),
        return_url=read.page("return_url"),
        language=read.choice("language", words=LANGUAGES),
        ttl_minutes=_ttl(read.optional_number("ttl_minutes")),
        signature_formula=_formula(read.optional_text("signature_formula")),
        api_url=read.address("api_url").rstrip("/") or API_URL,
        fiscal=fiscal_settings(read),
    )


def settings_of(configuration: GatewayConfiguration) -> OctoSettings:
    """The settings of a stored configuration.

    Raises:
        GatewayNotConfiguredError: they are not complete.
    """
    return stored_settings(configuration, parse_settings)


def _payment_methods(text: str) -> tuple[str, ...]:
    methods = tuple(text.split(",")) if text else ()
    if not set(methods) <= set(PAYMENT_METHODS) or len(set(methods)) != len(methods):
        raise InvalidSettingsError(
            f"payment_methods must be some of {','.join(PAYMENT_METHODS)}, or empty.", name="payment_methods"
        )
    return methods


def _ttl(minutes: int | None) -> int:
    if minutes is None:
        return TTL
    if minutes > _LONGEST_TTL:
        raise InvalidSettingsError(f"ttl_minutes must be at most {_LONGEST_TTL}.", name="ttl_minutes")
    return minutes


def _formula(text: str) -> Formula:
    if not text:
        return Formula.CURRENT
    found = next((formula for formula in Formula if formula.value == text), None)
    if found is None:
        raise InvalidSettingsError(
            f"signature_formula must be one of {', '.join(Formula)}, or empty.", name="signature_formula"
        )
    return found
