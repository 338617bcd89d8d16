"""The texts the index page needs; every language has all of them, or it does not type-check."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one language.

    Attributes:
        offers: what each simulated provider can do, by gateway name.
        top_up: the link to the page that needs no payment link.
        books: the link to what the provider knows, as JSON.
    """

    banner: str
    languages: str
    title: str
    text: str
    offers: Mapping[str, str]
    top_up: str
    books: str
