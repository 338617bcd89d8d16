"""The texts of each language."""

from types import MappingProxyType

from adapters.sandbox.index.texts.en import ENGLISH
from adapters.sandbox.index.texts.ru import RUSSIAN
from adapters.sandbox.index.texts.uz import UZBEK
from adapters.sandbox.pages.language import Language

TEXTS = MappingProxyType({Language.EN: ENGLISH, Language.RU: RUSSIAN, Language.UZ: UZBEK})
