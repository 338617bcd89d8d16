"""How our tests are written: real things, and every case says what it is about."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source, sources

FEWEST_WORDS = 4


def test_nothing_of_ours_is_mocked() -> None:
    mocked = [
        source.at(node)
        for source in sources("tests", "benchmarks")
        for node, name in source.imports()
        if "mock" in name
    ]
    assert [] == mocked


def test_every_test_states_a_fact() -> None:
    """By a name that reads as a sentence, or by a docstring."""
    silent = [
        source.at(test)
        for source, test in _tests()
        if len(test.name.removeprefix("test_").split("_")) < FEWEST_WORDS and not ast.get_docstring(test)
    ]
    assert [] == silent


def test_nothing_is_skipped_without_a_reason() -> None:
    """A reason is an argument of the call; `mark.skip` alone gives none."""
    bare = [
        source.at(node)
        for source in sources("tests")
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Call) and _is_skip(node.func) and not (node.args or node.keywords))
        or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(_is_skip, node.decorator_list)))
    ]
    assert [] == bare


def _is_skip(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail"}


def _tests() -> Iterator[tuple[Source, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for source in sources("tests"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield source, node
