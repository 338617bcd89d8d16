"""The documentation as the tests read it: pages, their links, their tables."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

_ROW = re.compile(r"^\| (?P<cells>.+) \|$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def pages() -> Sequence[Path]:
    """Every page a reader may open."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return _FENCED.sub("", page.read_text())


def reference(name: str) -> str:
    """A page of docs/reference."""
    return (ROOT / "docs" / "reference" / f"{name}.md").read_text()


def rows(text: str, *, columns: int) -> Iterator[Sequence[str]]:
    """The table rows with that many columns, without headings and rulers; words in backticks come without them."""
    for match in _ROW.finditer(text):
        cells = [cell.strip().strip("`") for cell in match["cells"].split(" | ")]
        if len(cells) == columns and match["cells"].startswith("`"):
            yield cells
