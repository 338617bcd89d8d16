"""docs/reference/features.md claims nothing without a test that proves it."""

import re

from tests.unit.docs.pages import ROOT, reference

_CLAIM = re.compile(r"^\* (?P<state>done|partly|not yet): (?P<what>.+)$", re.MULTILINE)
_ITEM = re.compile(r"^\* .*$", re.MULTILINE)
_TEST = re.compile(r"`(?P<path>tests/[\w/.-]+)(?:::(?P<name>test_\w+))?`")


def test_every_line_has_a_state() -> None:
    """A line is done, partly done or not yet done."""
    lines = _ITEM.findall(reference("features"))
    assert lines != []
    assert [] == [line for line in lines if not _CLAIM.fullmatch(line)]


def test_what_is_done_names_its_test_and_what_is_not_names_none() -> None:
    """Nothing counts as done because somebody says so."""
    for claim in _CLAIM.finditer(reference("features")):
        named = [*_TEST.finditer(claim["what"])]
        assert bool(named) is (claim["state"] != "not yet"), claim.group()


def test_every_named_test_exists() -> None:
    """A renamed test takes its claim along."""
    missing = []
    for test in _TEST.finditer(reference("features")):
        file = ROOT / test["path"]
        if not file.exists() or (test["name"] and f"def {test['name']}(" not in file.read_text()):
            missing.append(test.group())
    assert [] == missing
