"""The texts a page needs; every language has all of them, or it does not type-check."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.stripe.page.standing import Choice, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one language. `{amount}` is filled in where a text is used."""

    banner: str
    languages: str
    payment: str
    merchant: str
    reference: str
    pay: str
    save: str
    other_choices: str
    choices: Mapping[Choice, Saying]
    standings: Mapping[Standing, Saying]
    leave: str
    back_to_merchant: str
    onboarding: Saying
    onboard: str
    onboarded: Saying
    unknown: Saying
    stale_page: Saying
