"""What an installation makes once and keeps: complete or not there, for its owner only, the same for everybody."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bootstrap.secret import write_once
from bootstrap.settings import SettingsError


def test_what_was_made_first_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "home" / "secret-key"
    assert ["first", "first"] == [write_once(path, "first"), write_once(path, "second")]
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert [path] == list(path.parent.iterdir())


def test_of_many_first_starts_at_once_all_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    with ThreadPoolExecutor(16) as starts:
        found = set(starts.map(lambda number: write_once(path, f"secret {number}"), range(64)))
    assert 1 == len(found)
    assert [path] == list(tmp_path.iterdir())


def test_a_directory_that_is_a_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(SettingsError, match="cannot be written"):
        write_once(tmp_path / "home" / "secret-key", "secret")
