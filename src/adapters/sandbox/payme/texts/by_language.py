"""The texts of each language."""

from types import MappingProxyType

from adapters.sandbox.pages.language import Language
from adapters.sandbox.payme.texts.en import ENGLISH
from adapters.sandbox.payme.texts.ru import RUSSIAN
from adapters.sandbox.payme.texts.uz import UZBEK

TEXTS = MappingProxyType({Language.EN: ENGLISH, Language.RU: RUSSIAN, Language.UZ: UZBEK})
