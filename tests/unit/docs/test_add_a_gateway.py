"""The guide to a new gateway shows the toy's files, which pass every suite: what a reader copies works."""

import re
from collections.abc import Sequence

import pytest

from tests.unit.docs.pages import ROOT

_PAGE = ROOT / "docs" / "how-to" / "add-a-gateway.md"
_TOY = "tests/contract/gateways/toy"
_SHOWN = re.compile(r"`(?P<path>[\w./-]+\.py)`:\n\n```python\n(?P<code>.*?)\n```", re.DOTALL)
# Where a block leaves something out; the formatter puts the blank lines and the indentation there.
_LEFT_OUT = re.compile(r"\n+ *# …\n")


def _blocks() -> Sequence[tuple[str, str]]:
    return [(match["path"], match["code"]) for match in _SHOWN.finditer(_PAGE.read_text())]


@pytest.mark.parametrize(("path", "code"), _blocks(), ids=[path for path, _ in _blocks()])
def test_every_block_of_the_guide_is_a_piece_of_the_file_it_names(path: str, code: str) -> None:
    """In the file's order; what is left out is marked."""
    rest = (ROOT / path).read_text()
    for piece in _LEFT_OUT.split(code):
        assert f"\n{piece}\n" in f"\n{rest}", piece
        rest = rest.partition(piece)[2]


def test_the_guide_names_a_file_above_every_block_of_python() -> None:
    """A block nobody compares would grow old."""
    assert _PAGE.read_text().count("```python") == len(_blocks())


def test_the_guide_shows_every_file_that_a_gateway_has() -> None:
    """The simulator is no part of the gateway: it plays the provider in the tests."""
    files = {f"{_TOY}/{file.name}" for file in (ROOT / _TOY).glob("*.py")} - {f"{_TOY}/simulator.py"}
    assert files <= {path for path, _ in _blocks()}
