"""Running the server although the service runs as root, which PostgreSQL refuses.

In order of preference:

* the data belongs to an ordinary user: run as that user, so that a start by root never locks the user out;
* in a user namespace that calls root "nobody": nothing is copied and no permission is opened;
* as nobody, with the data given to nobody and the programs copied where nobody can read them: for containers whose
  policy refuses user namespaces.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.postgres.embedded.binaries import Binaries
from adapters.postgres.embedded.errors import EmbeddedPostgresError

_NOBODY = 65534
_NAMESPACE = ("unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}")
# A killed service takes its server with it: SIGINT is PostgreSQL's fast shutdown. setpriv and not a function between
# fork and exec, which can deadlock in a process that has threads.
_WITH_PARENT = ("--pdeathsig", "INT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whom the server runs as: the words before its command line, and the owner of its files on the disk."""

    prefix: tuple[str, ...]
    user: int
    group: int

    def own(self, path: Path) -> None:
        """Give a file or directory to the server; nothing to do when the service and the server share a user."""
        if self.user != os.geteuid():
            os.chown(path, self.user, self.group)


def choose_account(data_directory: Path) -> Account:
    """Return whom the server of this data directory runs as. Raises `EmbeddedPostgresError`, `OSError`."""
    own = Account(prefix=(), user=os.geteuid(), group=os.getegid())
    setpriv = shutil.which("setpriv")
    if own.user != 0:
        # Without setpriv the server may outlive a killed service; the next start stops it first.
        return replace(own, prefix=(setpriv, *_WITH_PARENT) if setpriv else ())
    if setpriv is None:
        raise EmbeddedPostgresError(
            "PostgreSQL does not run as root: install util-linux (setpriv, unshare) or start as an ordinary user."
        )
    if data_directory.exists() and (owner := data_directory.stat()).st_uid != 0:
        return _ordinary(setpriv, user=owner.st_uid, group=owner.st_gid)
    if _namespaces_allowed():
        return replace(own, prefix=(*_NAMESPACE, setpriv, *_WITH_PARENT))
    nobody = _ordinary(setpriv, user=_NOBODY, group=_NOBODY)
    _give(data_directory, nobody)
    return nobody


def reachable(binaries: Binaries, *, account: Account, beside: Path) -> Binaries:
    """Return programs that the account can run: the found ones, or a copy of them in the directory `beside`.

    Raises `EmbeddedPostgresError` when the account cannot even enter that directory, which holds the data; `OSError`.
    """
    if account.user == os.geteuid():
        return binaries
    # setpriv itself still has root's capabilities when it starts a program; what env starts has none.
    plain = (*account.prefix, "env")
    if not _succeeds(*plain, "test", "-x", str(beside)):
        raise EmbeddedPostgresError(
            f"The user {account.user}, as whom PostgreSQL must run here, cannot enter {beside}: choose a data directory"
            " outside root's home, or start the service as an ordinary user."
        )
    if _succeeds(*plain, str(binaries.initdb), "--version"):
        return binaries
    return replace(binaries, directory=_copy(binaries, beside / f"postgres-{binaries.major}"))


def _ordinary(setpriv: str, *, user: int, group: int) -> Account:
    prefix = (setpriv, f"--reuid={user}", f"--regid={group}", "--clear-groups", *_WITH_PARENT)
    return Account(prefix=prefix, user=user, group=group)


def _namespaces_allowed() -> bool:
    return shutil.which("unshare") is not None and _succeeds(*_NAMESPACE, "true")


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _give(data_directory: Path, account: Account) -> None:
    for directory, _, files in os.walk(data_directory):
        for name in (".", *files):
            os.chown(Path(directory, name), account.user, account.group, follow_symlinks=False)


def _copy(binaries: Binaries, target: Path) -> Path:
    install = binaries.directory.parent
    package = install.parent
    libraries = package.parent / f"{package.name}.libs"
    # The programs look for their libraries relative to themselves: the copy keeps the shape of site-packages.
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o755)
    shutil.copytree(install, target / package.name / install.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / install.name / binaries.directory.name
