"""What must not be written anywhere in the repository."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT

# Installs take packages from wherever the machine is told to: no file decides it. Written in two halves, so that this
# file does not name them either.
REGISTRY_HOSTS = [
    name + domain
    for name, domain in [
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("registry.npmjs", ".org"),
        ("registry.yarnpkg", ".com"),
        ("proxy.golang", ".org"),
        ("crates", ".io"),
    ]
]
POSTPONED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")


def test_no_file_names_a_package_registry() -> None:
    named = [str(path) for path, text in _texts() if any(host in text for host in REGISTRY_HOSTS)]
    assert [] == named


def test_the_locks_name_no_address_and_pin_every_file_by_hash() -> None:
    locks = [path.read_text() for path in (ROOT / "requirements").glob("*.lock")]
    assert not any("://" in lock for lock in locks)
    assert all("--hash=sha256:" in requirement for lock in locks for requirement in re.split(r"\n(?=\w)", lock))


def test_nothing_is_postponed_in_a_comment() -> None:
    ours = ((path, text) for path, text in _texts() if path.parts[0] not in {"third_party", "gen"})
    postponed = [f"{path}: {found[0]}" for path, text in ours if (found := POSTPONED.search(text))]
    assert [] == postponed


def _texts() -> Iterator[tuple[Path, str]]:
    """Every file git knows or would know, with its text; the binary ones are passed over."""
    anybodys = ["-c", "safe.directory=*"]  # a CI machine may run as another user than the one that cloned
    listing = ["git", *anybodys, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for path in (Path(name) for name in names.split("\0") if name):
        if (ROOT / path).is_file():
            yield path, (ROOT / path).read_bytes().decode(errors="ignore")
