"""Tells the story in plain sentences and stops it where something is not as it must be."""

from collections.abc import Callable

from shared_kernel.errors import ExternalError


class StoryBrokenError(ExternalError):
    """The service did something else than the story says."""

    reason = "DEMO_FAILED"


class Narrator:
    """Speaks line by line and counts what it has checked."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self.checked = 0

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        self._say(f"\n{title}")

    def tell(self, sentence: str) -> None:
        """Say what happens."""
        self._say(f"  {sentence}")

    def check(self, what: str, *, expected: object, actual: object) -> None:
        """Say that something is as expected.

        Raises:
            StoryBrokenError: it is not.
        """
        if expected != actual:
            raise StoryBrokenError(f"{what}: expected {expected}, but it is {actual}.")
        self.checked += 1
        self._say(f"  ✓ {what}: {actual}")
