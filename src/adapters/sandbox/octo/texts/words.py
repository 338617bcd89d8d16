"""The texts a page needs; every language has all of them, or it does not type-check."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.octo.exchange import Silence
from adapters.sandbox.octo.outcome import Outcome
from adapters.sandbox.octo.visits import Choice
from adapters.sandbox.pages.saying import Saying


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one language. `{amount}`, `{count}` and the like are filled in where a text is used."""

    banner: str
    languages: str
    # paying
    payment: str
    merchant: str
    reference: str
    purpose: str
    pay: str
    other_choices: str
    choices: Mapping[Choice, Saying]
    # afterwards
    outcomes: Mapping[Outcome, Saying]
    unheard: str
    charged: str
    returned: str
    back_to_merchant: str
    details: str
    request: str
    answer: str
    silences: Mapping[Silence, str]
    # trouble
    unknown_payment: Saying
    stale_page: Saying
