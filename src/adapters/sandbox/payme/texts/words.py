"""The texts a page needs; every language has all of them, or it does not type-check."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.payme.exchange import Silence
from adapters.sandbox.payme.outcome import Outcome
from adapters.sandbox.payme.visits import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one language. `{amount}`, `{count}` and the like are filled in where a text is used."""

    banner: str
    languages: str
    # paying
    payment: str
    merchant: str
    purpose: str
    pay: str
    other_choices: str
    choices: Mapping[Choice, Saying]
    # afterwards
    outcomes: Mapping[Outcome, Saying]
    left: Saying
    refund: Saying
    merchants_code: str
    back_to_merchant: str
    details: str
    request: str
    answer: str
    silences: Mapping[Silence, str]
    # trouble
    unknown_merchant: Saying
    bad_link: Saying
    stale_page: Saying
