"""Amounts as people read them."""

from babel.numbers import format_currency

from adapters.sandbox.pages.language import Language
from shared_kernel.money import Money


def readable(money: Money, language: Language) -> str:
    """Like "1,500.00 UZS" in the language's own digits, separators and currency sign."""
    # The digits are ISO 4217's: babel's own are CLDR's, which knows no tiyin for some currencies.
    decimals = "." + "0" * money.currency.exponent if money.currency.exponent else ""
    return format_currency(
        money.to_decimal(),
        money.currency.code,
        format=f"#,##0{decimals}\N{NO-BREAK SPACE}¤",
        locale=language.value,
        currency_digits=False,
    )
