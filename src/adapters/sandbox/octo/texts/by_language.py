"""The texts of each language."""

from types import MappingProxyType

from adapters.sandbox.octo.texts.en import ENGLISH
from adapters.sandbox.octo.texts.ru import RUSSIAN
from adapters.sandbox.octo.texts.uz import UZBEK
from adapters.sandbox.pages.language import Language

TEXTS = MappingProxyType({Language.EN: ENGLISH, Language.RU: RUSSIAN, Language.UZ: UZBEK})
