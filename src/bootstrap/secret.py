"""The installation's secret: what provider credentials are encrypted with and the database password follows from."""

import os
import secrets
import tempfile
from contextlib import suppress
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


def previous_secrets(settings: Settings) -> tuple[bytes, ...]:
    """Secrets the installation had before: what was encrypted with them is still read."""
    return tuple(secret.get_secret_value().encode() for secret in settings.previous_secret_keys)


def write_once(path: Path, text: str) -> str:
    """The text the file holds; it is made with `text`, readable by its owner only, when it is not there yet.

    Raises:
        SettingsError: the directory cannot be written, or the file not be read.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path, text)
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"{path.parent.absolute()} cannot be written ({error.strerror}): choose another directory with HAMYON_HOME."
        ) from error


def _make(path: Path, text: str) -> None:
    """Make the file, complete or not at all: half a secret would be taken for the secret by every later start."""
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(descriptor)
        # Unlike a renaming, a link never replaces: of two first starts at once one makes it and both read the same.
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        Path(unfinished).unlink()
