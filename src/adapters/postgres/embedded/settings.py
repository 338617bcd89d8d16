"""What an operator may say about the embedded server, and the server settings we choose for a small machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

OWNER = "hamyon_owner"
DATABASE = "hamyon"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedSettings:
    """Where the data lives and which server serves it.

    * `data_directory`: made on the first start; the log, the lock and copied programs lie in the directory above it.
    * `binaries`: the directory that holds `postgres` and `initdb`; without it the newest installed server is taken.
    * `extra`: further server settings by their PostgreSQL names; they win over ours.
    """

    data_directory: Path
    binaries: Path | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


SERVER_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        # Money: a commit that was answered is on the disk.
        "fsync": "on",
        "synchronous_commit": "on",
        # Two cores, an SSD, other programs on the same machine.
        "shared_buffers": "128MB",
        "max_connections": "60",
        "max_wal_size": "2GB",
        # The servers from wheels are built without lz4 and zstd.
        "wal_compression": "pglz",
        "random_page_cost": "1.1",
        # Our statements are short: compiling them costs more than running them.
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        # The values of the ledger are part of its statements, and no log shows who paid whom.
        "log_min_error_statement": "panic",
        # The server writes to the stderr we give it, so that the lines before a failed start are ours to show.
        "logging_collector": "off",
        "log_destination": "stderr",
        "unix_socket_permissions": "0700",
    }
)
