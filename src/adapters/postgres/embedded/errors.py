"""The one error of the embedded server: its text is a sentence an operator can act on."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared_kernel.errors import ExternalError


class EmbeddedPostgresError(ExternalError):
    """The embedded PostgreSQL server cannot be used."""

    reason = "EMBEDDED_POSTGRES"


@contextmanager
def directory_errors(data_directory: Path) -> Iterator[None]:
    """Turn whatever the file system refuses into an `EmbeddedPostgresError` that names the directory."""
    try:
        yield
    except OSError as error:
        where = error.filename or data_directory
        if error.errno == errno.ENOSPC:
            text = f"The disk that holds {data_directory} is full ({where}): free some space and start again."
        else:
            text = (
                f"The data directory {data_directory} cannot be used ({error.strerror}: {where}): let the user"
                f" {os.geteuid()} write to it and to the directory above it, or set another data directory."
            )
        raise EmbeddedPostgresError(text) from error
