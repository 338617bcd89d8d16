"""docs/reference/settings.md lists the settings the service reads, with their defaults."""

from enum import Enum
from pathlib import Path

from bootstrap.settings import PREFIX, Settings
from tests.unit.docs.pages import reference, rows

_COLUMNS = 3


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    """Nobody searches the code for a variable, and no page promises one that is not read."""
    documented = {name for name, *_ in rows(reference("settings"), columns=_COLUMNS)}
    assert {PREFIX + name.upper() for name in Settings.model_fields} == documented


def test_a_default_that_is_a_plain_value_is_the_documented_one() -> None:
    """The table says what happens when a variable is not set."""
    documented = {name: default for name, default, _ in rows(reference("settings"), columns=_COLUMNS)}
    plain = {}
    for name, field in Settings.model_fields.items():
        default = field.default.value if isinstance(field.default, Enum) else field.default
        if isinstance(default, str | int | Path) and default != "":
            plain[PREFIX + name.upper()] = str(default)
    assert plain == {name: documented[name] for name in plain}
