"""Every link leads somewhere, and every path named in the documentation exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.docs.pages import ROOT, pages, prose

_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_WORDS = re.compile(r"`(?P<words>[^`\n]+)`")
_PATH = re.compile(r"(src|tests|docs|proto|gen|tools|requirements|third_party)/[\w./-]*")
_HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file_and_a_heading_of_it(page: Path) -> None:
    """A reader who clicks arrives."""
    assert [] == [target for target in _links(page) if not _arrives(page, target)]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_in_backticks_exists(page: Path) -> None:
    """A page that names a file names one that is there."""
    named = [words["words"] for words in _WORDS.finditer(prose(page))]
    paths = [words for words in named if _PATH.fullmatch(words)]
    assert [] == [path for path in paths if not (ROOT / path).exists()]


def test_every_page_of_the_documentation_is_linked_from_another() -> None:
    """Nobody has to guess that a page exists."""
    linked = {(page.parent / target.partition("#")[0]).resolve() for page in pages() for target in _links(page)}
    adr = ROOT / "docs" / "adr"
    unlinked = [page for page in pages() if page.parent != ROOT and page not in linked and page.parent != adr]
    assert [] == unlinked


def _links(page: Path) -> Iterator[str]:
    for link in _LINK.finditer(prose(page)):
        if not link["target"].startswith(("http://", "https://", "mailto:")):
            yield link["target"]


def _arrives(page: Path, target: str) -> bool:
    path, _, heading = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return False
    return not heading or heading in {_anchor(match["title"]) for match in _HEADING.finditer(prose(file))}


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
