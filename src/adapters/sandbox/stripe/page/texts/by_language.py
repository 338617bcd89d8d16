"""The texts of each language."""

from types import MappingProxyType

from adapters.sandbox.pages.language import Language
from adapters.sandbox.stripe.page.texts.en import ENGLISH
from adapters.sandbox.stripe.page.texts.ru import RUSSIAN
from adapters.sandbox.stripe.page.texts.uz import UZBEK

TEXTS = MappingProxyType({Language.EN: ENGLISH, Language.RU: RUSSIAN, Language.UZ: UZBEK})
