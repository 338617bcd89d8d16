"""The shell's side of a new installation secret: everything stored under a former one is wrapped again."""

from bootstrap.administration import administered
from bootstrap.settings import Settings
from bootstrap.storage import Report


async def rotate(settings: Settings, *, say: Report, report: Report) -> bool:
    """Wrap what is not under the current secret yet, and say how much that was; whether everything is now.

    Raises:
        SettingsError: there is no database yet.
    """
    async with administered(settings, report) as foundation:
        rotated = await foundation.rotate_settings()()
    say(f"Wrapped {rotated.rewrapped} gateway settings with key {rotated.key_id}; {rotated.current} were already.")
    for place in rotated.unreadable:
        say(
            f"The settings of {place} cannot be decrypted: name the secret they were stored with in "
            "HAMYON_PREVIOUS_SECRET_KEYS, or configure the gateway again."
        )
    return not rotated.unreadable
