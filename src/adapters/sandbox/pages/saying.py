"""A headline and the sentence below it: how pages say what happened."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saying:
    """A headline and the sentence below it."""

    title: str
    text: str
