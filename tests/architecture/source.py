"""The source tree as the structure tests see it: parsed files and what they import."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = ("shared_kernel", "billing", "accounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One Python file, parsed."""

    path: Path
    text: str
    tree: ast.Module

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def at(self, node: ast.stmt | ast.expr) -> str:
        """Name the place of *node* as an editor understands it."""
        return f"{self}:{node.lineno}"

    def imports(self) -> Iterator[tuple[ast.stmt, str]]:
        """Yield every imported module by its full name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def sources(*places: str) -> tuple[Source, ...]:
    """Every Python file below the named directories of the repository."""
    return tuple(_parsed(path) for place in places for path in sorted((ROOT / place).rglob("*.py")))


@cache
def _parsed(path: Path) -> Source:
    text = path.read_text()
    return Source(path=path, text=text, tree=ast.parse(text))


def core() -> tuple[Source, ...]:
    """Every file of the kernel and the two modules."""
    return sources(*(f"src/{package}" for package in CORE))
