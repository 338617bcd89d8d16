"""What `make setup` says when it cannot make the environment: one sentence that tells what to do."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.e2e.service import PATIENCE_SECONDS, ROOT

_TOO_OLD = ("3.10", "3.9", "3.8")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of a fresh clone as the setup reads before it fetches anything."""
    root = tmp_path / "clone"
    for folder in ("tools", "requirements"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


@pytest.fixture
def without_pip(tmp_path: Path) -> Path:
    """An interpreter that is new enough and has no pip."""
    venv.create(tmp_path / "bare", with_pip=False)
    return tmp_path / "bare/bin/python"


def too_old_python() -> str | None:
    """An interpreter of this machine that the service does not run on."""
    pyenv = Path("~/.pyenv/versions").expanduser()
    found = [shutil.which(f"python{version}") for version in _TOO_OLD]
    found += [str(path) for version in _TOO_OLD for path in pyenv.glob(f"{version}.*/bin/python3")]
    # What pyenv puts on the path exists for every version it knows, and only runs when that version is chosen.
    runs = [python for python in found if python and subprocess.run([python, "-V"], check=False).returncode == 0]
    return runs[0] if runs else None


def refusal(clone: Path, **variables: str) -> str:
    """The one sentence of a setup that fails; it must neither succeed nor leave an environment."""
    ended = subprocess.run(
        ["sh", "tools/setup.sh"],
        cwd=clone,
        env={"PATH": os.environ["PATH"], **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert 1 == ended.returncode, ended.stdout
    lines = ended.stdout.splitlines()
    assert 1 == len(lines), ended.stdout
    assert lines[0].startswith("make setup: ")
    assert lines[0].endswith(".")
    assert not (clone / ".venv/bin").exists()
    return lines[0]


@pytest.mark.parametrize("name", ["python9", "/nowhere/python3", "true"])
def test_where_no_python_is_the_versions_that_do_are_named(clone: Path, name: str) -> None:
    """A name that is not found, a path that does not exist, and a program that is something else."""
    said = refusal(clone, PYTHON=name)
    assert f"no Python at '{name}': install Python 3.11, 3.12 or 3.13" in said


def test_an_older_python_is_told_which_version_it_is(clone: Path) -> None:
    """It names the version it found, those it needs, and how to choose one."""
    python = too_old_python()
    if python is None:
        pytest.skip("this machine has no Python older than 3.11")
    said = refusal(clone, PYTHON=python)
    assert "will not do, 3.11, 3.12 or 3.13 is needed: name one with PYTHON=" in said


def test_a_python_without_pip_is_told_how_to_get_it(clone: Path, without_pip: Path) -> None:
    """Debian installs Python without pip."""
    said = refusal(clone, PYTHON=str(without_pip))
    assert f"({without_pip}) has no pip: install it (on Debian: apt-get install python3-pip)." in said


def test_a_directory_that_cannot_be_written_is_named(clone: Path) -> None:
    """A file stands where the setup wants its directory: that stops the superuser, too, whom no permission stops."""
    (clone / ".tools").touch()
    said = refusal(clone, PYTHON=sys.executable)
    assert f"{clone} cannot be written to: run it as the owner of this directory." in said


def test_the_python_of_the_last_time_is_taken_again(clone: Path, without_pip: Path) -> None:
    """`make test` after `make setup PYTHON=…` does not go back to python3."""
    (clone / ".venv").mkdir()
    (clone / ".venv/.home").write_text(f"{without_pip}\n")
    assert f"({without_pip}) has no pip" in refusal(clone)


def test_a_python_that_is_gone_is_forgotten(clone: Path) -> None:
    """The interpreter that made the environment was removed: python3 is looked for, as the first time."""
    (clone / ".venv").mkdir()
    (clone / ".venv/.home").write_text("/nowhere/python3\n")
    (clone / ".tools").touch()
    tools = clone / "path"
    tools.mkdir()
    (tools / "python3").symlink_to(sys.executable)
    assert "cannot be written to" in refusal(clone, PATH=f"{tools}:{os.environ['PATH']}")
