"""The installation's secret: what provider credentials are encrypted with and the database password follows from."""

import os
import secrets
from pathlib import Path

from bootstrap.settings import Settings, SettingsError

_FILE = "secret-key"


def installation_secret(settings: Settings) -> bytes:
    """The secret of the settings; in development, without one, a secret made once and kept in the home directory.

    Raises:
        SettingsError: the home directory cannot be written.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    return write_once(settings.home / _FILE, secrets.token_urlsafe(48)).encode()


def write_once(path: Path, text: str) -> str:
    """The text the file holds; it is made with `text`, readable by its owner only, when it is not there yet.

    Raises:
        SettingsError: the directory cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Exclusive creation: of two first starts at once one writes and both read the same.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"{path.parent.absolute()} cannot be written ({error.strerror}): choose another directory with HAMYON_HOME."
        ) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
    return text
