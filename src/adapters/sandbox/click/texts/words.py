"""The texts a page needs; every language has all of them, or it does not type-check."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.click.exchange import Silence
from adapters.sandbox.click.payment import Outcome
from adapters.sandbox.click.simulator import Choice
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
    amount: str
    paydoc: str
    pay: str
    other_choices: str
    choices: Mapping[Choice, Saying]
    # afterwards
    outcomes: Mapping[Outcome, Saying]
    charged_twice: str
    back_to_merchant: str
    details: str
    request: str
    answer: str
    silences: Mapping[Silence, str]
    # topping up
    top_up: Saying
    account_number: str
    sum: str
    go_on: str
    another_top_up: str
    # trouble
    unknown_service: Saying
    no_merchants: Saying
    invalid_link: Saying
    stale_page: Saying
