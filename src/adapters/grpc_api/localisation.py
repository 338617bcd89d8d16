"""What refusals are called in the caller's language: one sentence per reason, in English, Russian and Uzbek.

The catalogs are plain .po files whose msgid is the reason; they are compiled in memory at start.
"""

import gettext
import io
from collections.abc import Mapping
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "ru", "uz")
_DEFAULT = "en"


class Texts:
    """The sentences."""

    def __init__(self, catalogs: Mapping[str, gettext.NullTranslations]) -> None:
        self._catalogs = catalogs

    def sentence(self, reason: str, *, language: str, parameters: Mapping[str, str]) -> str:
        """The sentence for a reason; empty when there is none, or when it needs a parameter that was not given."""
        text = self._catalogs[language].gettext(reason)
        if text == reason:
            return ""
        try:
            return text.format_map(dict(parameters))
        except KeyError:
            return ""


def load_texts() -> Texts:
    """Compile the catalogs."""
    return Texts({language: _catalog(language) for language in LANGUAGES})


def preferred_language(accepted: str) -> str:
    """The first of our languages that an `accept-language` value like `ru-RU, en;q=0.8` names; English without one."""
    ranked = sorted((_weighed(item) for item in accepted[:200].split(",")), key=lambda item: -item[1])
    return next((language for language, weight in ranked if weight > 0 and language in LANGUAGES), _DEFAULT)


def _weighed(item: str) -> tuple[str, float]:
    tag, _, weight = item.partition(";q=")
    try:
        return tag.strip().split("-")[0].lower(), float(weight or 1)
    except ValueError:
        return "", 0.0


def _catalog(language: str) -> gettext.GNUTranslations:
    source = files("adapters.grpc_api").joinpath("locales", language, "errors.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
