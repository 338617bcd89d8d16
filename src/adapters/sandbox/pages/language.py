"""Which of our languages a payer reads."""

from enum import StrEnum

from aiohttp import web

_LONGEST_HEADER = 200


class Language(StrEnum):
    """Our languages; Uzbek in the Latin script."""

    EN = "en"
    RU = "ru"
    UZ = "uz"


# Each in its own words, for whoever does not read the page's language.
NAMES = {Language.EN: "English", Language.RU: "Русский", Language.UZ: "Oʻzbekcha"}


def language_of(request: web.Request) -> Language:
    """What the payer chose by `?lang=`, else what the browser asks for, else English."""
    return chosen_language(request.query.get("lang", "")) or _preferred(request.headers.get("Accept-Language", ""))


def chosen_language(tag: str) -> Language | None:
    """The language of a tag like `ru` or `ru-RU`."""
    primary = tag.strip().split("-")[0].lower()
    return next((language for language in Language if language.value == primary), None)


def _preferred(accepted: str) -> Language:
    ranked = sorted((_weighed(item) for item in accepted[:_LONGEST_HEADER].split(",")), key=lambda item: -item[1])
    found = (chosen_language(tag) for tag, weight in ranked if weight > 0)
    return next((language for language in found if language), Language.EN)


def _weighed(item: str) -> tuple[str, float]:
    tag, _, weight = item.partition(";q=")
    try:
        return tag, float(weight or 1)
    except ValueError:
        return tag, 0.0
